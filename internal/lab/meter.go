package lab

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// meter turns the output of go build -v, one package a line, into a line of progress every ten seconds.
type meter struct {
	mu    sync.Mutex
	line  []byte
	built int
	rest  bytes.Buffer
	stop  chan struct{}
}

func newMeter(out io.Writer, name string, total int) *meter {
	m := &meter{stop: make(chan struct{})}
	start := time.Now()
	go func() {
		tick := time.NewTicker(10 * time.Second)
		defer tick.Stop()
		for {
			select {
			case <-m.stop:
				return
			case <-tick.C:
				m.mu.Lock()
				built := m.built
				m.mu.Unlock()
				_, _ = fmt.Fprintf(out, "  %s: %d of at most %d packages, %s\n",
					name, built, total, time.Since(start).Round(time.Second))
			}
		}
	}()
	return m
}

// Write counts packages and keeps all other lines for an error message.
func (m *meter) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.line = append(m.line, p...)
	for {
		end := bytes.IndexByte(m.line, '\n')
		if end < 0 {
			return len(p), nil
		}
		text := string(m.line[:end])
		m.line = m.line[end+1:]
		switch {
		case text == "" || strings.HasPrefix(text, "go: downloading"):
		case strings.ContainsAny(text, " :"):
			fmt.Fprintln(&m.rest, text)
		default:
			m.built++
		}
	}
}

// Rest returns the lines that are not packages.
func (m *meter) Rest() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rest.String()
}

// Stop ends the lines of progress.
func (m *meter) Stop() { close(m.stop) }
