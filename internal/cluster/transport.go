package cluster

import (
	"context"
	"net/http"
	"time"
)

// Log logs each request, and each retry with unusual set.
type Log func(ctx context.Context, unusual bool, message string, details map[string]any)

func (c *Connection) log(ctx context.Context, unusual bool, message string, details map[string]any) {
	if c.Log != nil {
		c.Log(ctx, unusual, message, details)
	}
}

// loggingTransport logs each request without headers and bodies, which may contain credentials.
type loggingTransport struct {
	connection *Connection
	next       http.RoundTripper
}

func (w loggingTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	start := time.Now()
	response, err := w.next.RoundTrip(request)
	details := map[string]any{
		"verb": request.Method, "path": request.URL.RequestURI(), "milliseconds": time.Since(start).Milliseconds(),
	}
	if err != nil {
		details["error"] = err.Error()
	} else {
		details["status"] = response.StatusCode
		clockOf(request.Context()).set(response)
	}
	w.connection.log(request.Context(), false, "request", details)
	return response, err
}

// clock is the server's clock, from the Date header of its last answer. The local clock may differ.
type clock struct{ now time.Time }

type clockKey struct{}

func (c *clock) in(ctx context.Context) context.Context { return context.WithValue(ctx, clockKey{}, c) }

func clockOf(ctx context.Context) *clock {
	c, _ := ctx.Value(clockKey{}).(*clock)
	return c
}

func (c *clock) set(response *http.Response) {
	if c != nil {
		c.now, _ = http.ParseTime(response.Header.Get("Date")) // zero without a Date header
	}
}

// since converts a local time to the server's clock, up to one second early. It fails without a Date header.
func (c *clock) since(ours time.Time) (time.Time, bool) {
	return c.now.Add(-time.Since(ours)), !c.now.IsZero()
}
