package provider_test

import (
	"net"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestSilentClusterIsAskedOnce plans many objects with a cluster that takes connections and says nothing: only the first
// plan waits for it.
func TestSilentClusterIsAskedOnce(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	asked := make(chan net.Conn, 100) // which keeps them open
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			asked <- connection
		}
	}()
	s := newServerWith(t, map[string]tftypes.Value{
		"host": tftypes.NewValue(tftypes.String, "https://"+listener.Addr().String()),
	})
	a := actorOf(s.ProviderServer, policyType)
	config := object(a.typ, map[string]tftypes.Value{
		"namespace": str("shop"), "name": str("one"), "tier": str("newer-than-the-oldest"),
	})
	for range 5 {
		if _, err := a.plan(t.Context(), config, keeping{state: a.gone()}); err != nil {
			t.Fatal(err)
		}
	}
	if len(asked) != 1 {
		t.Errorf("the cluster was asked %d times", len(asked))
	}
}
