package lab

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Fault answers a request incorrectly or not at all.
type Fault func(*Exchange)

// Faults are the faults that can happen between programs.
var Faults = []struct {
	Name  string
	Fault Fault
	Hangs bool // the client gets no answer and no error
}{
	{"half a second of latency", func(e *Exchange) {
		time.Sleep(500 * time.Millisecond)
		e.Answer(e.Forward())
	}, false},
	{"connection reset before the request arrives", func(e *Exchange) { e.Cut(nil) }, false},
	{"connection reset after the request arrived", func(e *Exchange) {
		e.Forward()
		e.Cut(nil)
	}, false},
	{"connection reset within the answer", func(e *Exchange) {
		a := e.Forward()
		head := fmt.Sprintf("HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
			a.Status, len(a.Body))
		e.Cut(append([]byte(head), a.Body[:len(a.Body)/2]...))
	}, false},
	{"half of the answer", func(e *Exchange) {
		a := e.Forward()
		a.Body = a.Body[:len(a.Body)/2]
		e.Answer(a)
	}, false},
	{"a page for people instead of the answer", func(e *Exchange) {
		e.Forward()
		e.Answer(page(http.StatusOK, "Please log in"))
	}, false},
	{"an empty object instead of the answer", func(e *Exchange) {
		a := e.Forward()
		e.Answer(Answer{http.StatusOK, a.Header, []byte("{}")})
	}, false},
	{"401 before the request arrives", refuse(http.StatusUnauthorized, metav1.StatusReasonUnauthorized), false},
	{"404 of somebody else", func(e *Exchange) { e.Answer(page(http.StatusNotFound, "Not here")) }, false},
	{"409 before the request arrives", refuse(http.StatusConflict, metav1.StatusReasonConflict), false},
	{"410 before the request arrives", refuse(http.StatusGone, metav1.StatusReasonExpired), false},
	{"429 with Retry-After", func(e *Exchange) {
		e.Answer(Answer{http.StatusTooManyRequests, http.Header{"Retry-After": {"1"}}, []byte("slow down")})
	}, false},
	{"500 before the request arrives", refuse(http.StatusInternalServerError, metav1.StatusReasonInternalError), false},
	{"502 after the request arrived", func(e *Exchange) {
		e.Forward()
		e.Answer(page(http.StatusBadGateway, "Bad gateway"))
	}, false},
	{"503 before the request arrives", unavailable, false},
	{"503 after the request arrived", func(e *Exchange) {
		e.Forward()
		unavailable(e)
	}, false},
	{"no answer", func(e *Exchange) { <-e.r.Context().Done() }, true},
	{"no answer, after the request arrived", func(e *Exchange) {
		e.Forward()
		<-e.r.Context().Done()
	}, true},
}

var unavailable = refuse(http.StatusServiceUnavailable, metav1.StatusReasonServiceUnavailable)

func page(code int, text string) Answer {
	return Answer{code, http.Header{"Content-Type": {"text/html"}}, []byte("<html><h1>" + text + "</h1></html>")}
}

// refuse returns a fault that answers as the API server does when it refuses a request.
func refuse(code int32, reason metav1.StatusReason) Fault {
	body, err := json.Marshal(metav1.Status{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"}, Status: metav1.StatusFailure,
		Code: code, Reason: reason, Message: "made up by a test",
	})
	if err != nil {
		panic(err)
	}
	return func(e *Exchange) {
		e.Answer(Answer{int(code), http.Header{"Content-Type": {"application/json"}}, body})
	}
}
