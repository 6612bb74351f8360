package lab

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// Faulty is a TLS proxy in front of a lab that injects faults. Clients of the proxy need no credential: they act as the
// user for whom the proxy was opened.
type Faulty struct {
	Kubeconfig string // leads to the proxy

	target  string
	backend http.RoundTripper
	server  *http.Server
	mu      sync.Mutex
	plans   []*plan
}

// plan is a fault and the requests that it affects.
type plan struct {
	hits  func(*http.Request) bool
	times int // how many requests are left, unlimited if negative
	fault Fault
}

// Faulty opens a proxy for the user of the lab.
func (l *Lab) Faulty(name string) (*Faulty, error) {
	config, err := l.ClientConfig()
	if err != nil {
		return nil, err
	}
	backend, err := rest.TransportFor(config)
	if err != nil {
		return nil, err
	}
	cert, err := tls.LoadX509KeyPair(l.authority.path("kube-apiserver", "crt"), l.authority.path("kube-apiserver", "key"))
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", loopback(0))
	if err != nil {
		return nil, err
	}
	f := &Faulty{
		Kubeconfig: filepath.Join(l.dir, "kubeconfig."+name), target: strings.TrimPrefix(config.Host, "https://"),
		backend: backend,
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	f.server = &http.Server{
		Handler:      http.HandlerFunc(f.serve),
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){}, // no HTTP/2: Cut cannot hijack it
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	go func() {
		_ = f.server.Serve(tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{cert}}))
	}()
	return f, clientcmd.WriteToFile(kubeconfigFor(l.authority, number), f.Kubeconfig)
}

// Close closes the proxy when the requests that it has received have ended, so that no write comes later.
func (f *Faulty) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = f.server.Shutdown(ctx)
	_ = f.server.Close()
}

// Break injects a fault into the next requests that hits accepts, without limit if times is negative.
func (f *Faulty) Break(hits func(*http.Request) bool, times int, fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plans = append(f.plans, &plan{hits, times, fault})
}

// Mend removes all faults.
func (f *Faulty) Mend() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plans = nil
}

func (f *Faulty) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client is gone
	}
	e := &Exchange{w: w, r: r, body: body, way: f}
	fault := f.next(r)
	if fault == nil {
		fault = func(e *Exchange) { e.Answer(e.Forward()) }
	}
	fault(e)
}

// next returns the fault for a request, nil for none.
func (f *Faulty) next(r *http.Request) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, p := range f.plans {
		if p.times != 0 && p.hits(r) {
			p.times--
			return p.fault
		}
	}
	return nil
}

// Exchange is a request to the proxy.
type Exchange struct {
	w    http.ResponseWriter
	r    *http.Request
	body []byte
	way  *Faulty
}

// Answer is the answer of a server.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Forward sends the request to the API server and returns the answer. It waits for the answer when the client is gone.
func (e *Exchange) Forward() Answer {
	request := e.r.Clone(context.WithoutCancel(e.r.Context()))
	request.RequestURI, request.URL.Scheme, request.URL.Host, request.Host = "", "https", e.way.target, ""
	request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(e.body)), int64(len(e.body))
	for _, name := range []string{"Authorization", "Connection", "Accept-Encoding"} {
		request.Header.Del(name)
	}
	response, err := e.way.backend.RoundTrip(request)
	if err != nil {
		return Answer{Status: http.StatusBadGateway, Body: []byte(err.Error())}
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return Answer{Status: http.StatusBadGateway, Body: []byte(err.Error())}
	}
	return Answer{response.StatusCode, response.Header, body}
}

// Answer answers the request.
func (e *Exchange) Answer(a Answer) {
	maps.Copy(e.w.Header(), a.Header)
	e.w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	e.w.WriteHeader(a.Status)
	_, _ = e.w.Write(a.Body) // the client may be gone
}

// Cut writes the bytes and resets the connection.
func (e *Exchange) Cut(bytes []byte) {
	hijacker, ok := e.w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	connection, _, err := hijacker.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = connection.Write(bytes)
	if secure, ok := connection.(*tls.Conn); ok {
		if inner, ok := secure.NetConn().(*net.TCPConn); ok {
			_ = inner.SetLinger(0)
			_ = inner.Close()
		}
	}
	_ = connection.Close()
}
