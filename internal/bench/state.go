package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// states is a remote backend, as teams have: terraform writes a state file after each object, and a remote state only
// every 20 seconds.
type states struct {
	address string
	mu      sync.Mutex
	all     map[string][]byte
}

// serveStates starts the backend.
func serveStates() (*states, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &states{address: "http://" + listener.Addr().String() + "/", all: map[string][]byte{}}
	server := &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	return s, nil
}

// ServeHTTP returns and stores states as terraform's http backend expects.
func (s *states) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Path[1:]
	if r.Method == http.MethodPost {
		if content, err := io.ReadAll(r.Body); err == nil {
			s.put(name, content)
		}
		return
	}
	content, ok := s.get(name)
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = w.Write(content)
}

func (s *states) get(name string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, ok := s.all[name]
	return content, ok
}

func (s *states) put(name string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[name] = content
}

// configuration returns the backend block for a state.
func (s *states) configuration(name string) string {
	return fmt.Sprintf("terraform {\n  backend \"http\" {\n    address = %q\n  }\n}\n", s.address+name)
}
