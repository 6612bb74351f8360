package provider_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// through is a configuration that reaches a lab on a faulty way.
func through(way *lab.Faulty, config string) string {
	return settings + fmt.Sprintf("provider \"calico\" {\n config_path = %q\n}\n", way.Kubeconfig) + config
}

// forbid is a fault: the request is refused.
func forbid(e *lab.Exchange) {
	e.Answer(lab.Answer{
		Status: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/json"}},
		Body: []byte(`{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403}`),
	})
}

// TestSwitchThatStaysOn cannot take back what it began, and says so.
func TestSwitchThatStaysOn(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	way, err := s.Faulty("stays-on")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(way.Close)
	var patches atomic.Int32
	way.Break(func(r *http.Request) bool {
		return r.Method == http.MethodPatch && strings.HasSuffix(r.URL.Path, "/shop") && patches.Add(1) > 1
	}, -1, forbid)
	expectError(t, through(way, `resource "calico_project_isolation" "test" {
		project  = "shop"
		timeouts = { create = "8s" }
	}`), `no policy that isolates the project "shop" within`, "was enabled, and could not be disabled again",
		"disable the isolation in KubeSphere's console")
}

// TestSwitchThatIsInterrupted stops an apply while it waits for KubeSphere: the switch is off again, soon.
func TestSwitchThatIsInterrupted(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	before := s.marks(t)
	a, err := newActorFor(t.Context(), s.Kubeconfig, "calico_project_isolation")
	if err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	var interrupted time.Time
	time.AfterFunc(2*time.Second, func() {
		interrupted = time.Now()
		interrupt()
	})
	kept, err := a.apply(ctx, object(a.typ, map[string]tftypes.Value{"project": str("shop")}), keeping{state: a.gone()})
	if err == nil || !kept.state.IsNull() {
		t.Errorf("the apply made %v: %v", kept.state, err)
	}
	if took := time.Since(interrupted); took > 5*time.Second {
		t.Errorf("it went on for %s", took)
	}
	if after := s.marks(t); after != before {
		t.Errorf("the namespace and the workspace had %s, and have %s", before, after)
	}
}

// TestListsThatAreOutOfDate applies a plan after somebody added an entry to a list in KubeSphere's console.
func TestListsThatAreOutOfDate(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	s.control(t)
	a, err := newActorFor(t.Context(), s.Kubeconfig, "calico_project_isolation")
	if err != nil {
		t.Fatal(err)
	}
	isolation := func(lists map[string]tftypes.Value) tftypes.Value {
		lists["project"] = str("shop")
		return object(a.typ, lists)
	}
	kept, err := a.apply(t.Context(), isolation(map[string]tftypes.Value{}), keeping{state: a.gone()})
	if err != nil {
		t.Fatal(err)
	}
	entry := map[string]any{
		"metadata": map[string]any{"namespace": "shop", "name": "policy-from-ui"},
		"spec":     map[string]any{"ingress": []any{map[string]any{"from": []any{map[string]any{"namespace": map[string]any{"name": "web"}}}}}},
	}
	network := schema.GroupVersion{Group: "network.kubesphere.io", Version: "v1alpha1"}
	if err := s.Create(t.Context(), network, "namespacenetworkpolicies", "NamespaceNetworkPolicy", entry); err != nil {
		t.Fatal(err)
	}
	egress := literal([]any{sample{"projects": []any{"api"}}})
	_, err = a.apply(t.Context(), isolation(map[string]tftypes.Value{"allow_egress": egress}), kept)
	if err == nil || !strings.Contains(err.Error(), "another client changed allow_ingress") {
		t.Errorf("the apply says %v", err)
	}
}

// TestBlockThatIsTakenBack destroys a pool while Calico takes a block of it back, between the mark and the deletion.
func TestBlockThatIsTakenBack(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	way, err := l.Faulty("taken-back")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(way.Close)
	blocks, err := l.Resource(schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}, "ipamblocks", "")
	if err != nil {
		t.Fatal(err)
	}
	const block = "10-74-0-0-26"
	way.Break(func(r *http.Request) bool {
		return r.Method == http.MethodDelete && strings.HasSuffix(r.URL.Path, "/"+block)
	}, 1, func(e *lab.Exchange) {
		takeBack(t, func() (*unstructured.Unstructured, error) {
			return blocks.Get(t.Context(), block, metav1.GetOptions{})
		}, func(taken *unstructured.Unstructured) error {
			_, err := blocks.Update(t.Context(), taken, metav1.UpdateOptions{})
			return err
		})
		e.Answer(e.Forward())
	})
	config := through(way, "resource \"calico_ippool\" \"test\" {\n name = \"taken-back\"\n cidr = \"10.74.0.0/24\"\n}\n")
	manage := func(todo lab.Addresses) {
		if _, err := l.Manage(t.Context(), todo); err != nil {
			t.Error(err)
		}
	}
	steps(t, resource.TestStep{Config: config, Check: func(*terraform.State) error {
		manage(lab.Addresses{Assign: []lab.Assignment{podAddress("10.74.0.1", "n1", "shop", "a")}})
		manage(lab.Addresses{Release: []string{"shop.a"}})
		return nil
	}})
	there, err := blocks.Get(t.Context(), block, metav1.GetOptions{})
	if err != nil {
		t.Fatalf("the block with an address in use: %v", err)
	}
	if free, _, _ := unstructured.NestedSlice(there.Object, "spec", "unallocated"); len(free) != 63 {
		t.Errorf("the block has %d free addresses", len(free))
	}
}

// takeBack gives an address of a block to somebody, as Calico's IPAM does.
func takeBack(
	t *testing.T, get func() (*unstructured.Unstructured, error), update func(*unstructured.Unstructured) error,
) {
	t.Helper()
	block, err := get()
	if err != nil {
		t.Error(err)
		return
	}
	spec, _ := block.Object["spec"].(map[string]any)
	free, _, _ := unstructured.NestedSlice(block.Object, "spec", "unallocated")
	all, _, _ := unstructured.NestedSlice(block.Object, "spec", "allocations")
	if len(free) == 0 || len(all) == 0 {
		t.Errorf("the block is %v", spec)
		return
	}
	at, _ := free[0].(int64)
	all[at] = int64(0)
	spec["unallocated"], spec["allocations"], spec["deleted"] = free[1:], all, false
	spec["attributes"] = []any{map[string]any{"handle_id": "new"}}
	if err := update(block); err != nil {
		t.Error(err)
	}
}
