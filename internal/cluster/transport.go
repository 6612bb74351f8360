package cluster

import (
	"context"
	"net/http"
	"time"
)

// Log is told of every request, and of what is unusual: that one is sent again.
type Log func(ctx context.Context, unusual bool, message string, details map[string]any)

func (c *Connection) log(ctx context.Context, unusual bool, message string, details map[string]any) {
	if c.Log != nil {
		c.Log(ctx, unusual, message, details)
	}
}

// loggingTransport sees every request and its answer. It tells what was asked for, never what was in it or in headers: those
// have credentials.
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

// clock reads the server's time from its answers. Ours may be another.
type clock struct{ now time.Time }

type clockKey struct{}

func (c *clock) in(ctx context.Context) context.Context { return context.WithValue(ctx, clockKey{}, c) }

func clockOf(ctx context.Context) *clock {
	c, _ := ctx.Value(clockKey{}).(*clock)
	return c
}

func (c *clock) set(response *http.Response) {
	if c != nil {
		c.now, _ = http.ParseTime(response.Header.Get("Date")) // a server that does not say has no time
	}
}

// since is a time of ours, by the server's clock. It may be off by a second, since the server says only which second it
// is. A server that does not say has none.
func (c *clock) since(ours time.Time) (time.Time, bool) {
	return c.now.Add(-time.Since(ours)), !c.now.IsZero()
}
