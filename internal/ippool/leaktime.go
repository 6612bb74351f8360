package ippool

import (
	"fmt"
	"strings"
	"time"
)

// timestampLayout is how Go prints the time of an allocation, which Calico stores.
const timestampLayout = "2006-01-02 15:04:05.999999999 -0700 MST"

// time returns when an address was allocated, by the clock of the node.
func (a allocation) time() (time.Time, error) {
	text, _, _ := strings.Cut(a.attributes["timestamp"], " m=") // the reading of a monotonic clock
	if at, err := time.Parse(timestampLayout, text); err == nil {
		return at, nil
	}
	return time.Parse(time.RFC3339Nano, text)
}

// tooYoung returns why the time of an allocation keeps an address, empty if the address was allocated before.
func tooYoung(a allocation, before time.Time) string {
	text := a.attributes["timestamp"]
	at, err := a.time()
	switch {
	case text == "":
		return "its allocation has no timestamp"
	case err != nil:
		return fmt.Sprintf("the timestamp %q of its allocation cannot be parsed", text)
	case at.After(before):
		return fmt.Sprintf("it was allocated at %s, within grace_period", at.UTC().Format(time.RFC3339))
	}
	return ""
}
