package provider_test

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestThousandRules changes a policy with a thousand rules.
func TestThousandRules(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	config := func(first int) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_network_policy" "big" {
			  namespace = %q
			  name      = "big"
			  ingress = [for i in range(1000) : {
			    action   = "Allow"
			    protocol = "TCP"
			    source = { nets = ["10.${floor(i / 256)}.${i %% 256}.0/24"], selector = "app == 'a${i}'" }
			    destination = { ports = [i + %d, "9000:9100"] }
			  }]
			}`, space, first))
	}
	r := newRunner(t)
	r.write(config(1))
	r.run("successfully initialized", "init")
	r.run("1 added", "apply", "-auto-approve")
	r.write(config(2))
	r.run("1 changed", "apply", "-auto-approve")
	r.run("No changes", "plan", "-detailed-exitcode")
	r.run("1 destroyed", "destroy", "-auto-approve")
}

// TestTenThousandPolicies reads ten thousand policies as a plan does, while the cluster forgets the list once before it was
// read to its end, and asserts how many requests that takes, and how much memory.
func TestTenThousandPolicies(t *testing.T) {
	t.Parallel()
	const (
		policies = 10000
		most     = 200 << 20 // bytes
	)
	l := lab.Own(t, lab.Native)
	space := namespace(t, l)
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "p-0"},
		"spec": map[string]any{"tier": "default", "types": []any{"Ingress"}, "ingress": []any{map[string]any{
			"action": "Allow", "source": map[string]any{"selector": "app == 'a'"},
		}}},
	})
	var others []string
	for i := range policies - 1 {
		others = append(others, fmt.Sprintf("p-%d", i+1))
	}
	first := types.NamespacedName{Namespace: space, Name: "p-0"}
	if err := l.CreateCopies(t.Context(), "networkpolicies", first, others); err != nil {
		t.Fatal(err)
	}
	way, err := must(t)(l.Counted("reader", lab.Masters)).Faulty("forgetful")
	if err != nil {
		t.Fatal(err)
	}
	defer way.Close()
	isNextPage := func(r *http.Request) bool { return r.URL.Query().Has("continue") }
	way.Break(isNextPage, 1, func(e *lab.Exchange) { e.Answer(e.Forward()) })
	way.Break(isNextPage, 1, fault(t, "410 before the request arrives"))
	a, err := newActor(t.Context(), way.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	var group errgroup.Group
	group.SetLimit(10)
	before, half := heap(), uint64(0)
	for i := range policies {
		group.Go(func() error {
			name := fmt.Sprintf("p-%d", i)
			read, err := a.read(t.Context(), keeping{state: a.policy(space, name, 1, "5m")})
			if err == nil && read.state.IsNull() {
				err = fmt.Errorf("%s is gone", name)
			}
			return err
		})
		if i == policies/2 {
			half = heap()
		}
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	verbs := requests(t, l, "reader")
	// Two of 500 until the list is forgotten, and two of 5,000. A slow machine outlives the list, and reads another one in
	// 20 pages.
	if verbs["list"] != 4 && verbs["list"] != 24 || verbs["get"] > 20 || half > before+most {
		t.Errorf("%d policies took %v requests, and %d MB", policies, verbs, (half-before)>>20)
	}
}

// fault is one that people call so.
func fault(t *testing.T, name string) lab.Fault {
	t.Helper()
	for _, f := range lab.Faults {
		if f.Name == name {
			return f.Fault
		}
	}
	t.Fatalf("there is no fault %q", name)
	return nil
}

// heap is how much memory is in use.
func heap() uint64 {
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	return now.HeapAlloc
}
