package provider_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

const heldPool = `resource "calico_ippool" "test" {
  name = "held"
  cidr = "10.63.0.0/24"
  %s
}`

// TestPoolInUseStays destroys and replaces pools whose addresses Calico's own IPAM gave to pods.
func TestPoolInUseStays(t *testing.T) { inOwnLabs(t, poolInUseStays, lab.Aggregated, lab.CRD) }

func poolInUseStays(t *testing.T, l *lab.Lab) {
	config := func(attributes string) string { return configured(l, fmt.Sprintf(heldPool, attributes)) }
	manage := func(todo lab.Addresses) {
		if _, err := l.Manage(context.Background(), todo); err != nil {
			t.Error(err)
		}
	}
	use := func() {
		manage(lab.Addresses{Assign: []lab.Assignment{
			podAddress("10.63.0.1", "n1", "shop", "a"), podAddress("10.63.0.65", "n2", "shop", "b"),
			{IP: "10.63.0.2", Node: "n1", Handle: "tunnel", Attributes: map[string]string{"type": "ipipTunnelAddress", "node": "n1"}},
		}})
	}
	var released sync.WaitGroup
	enabled := func(*terraform.State) error {
		object, err := calico(t, l, "ippools", "").Get(t.Context(), "held", metav1.GetOptions{})
		if err != nil {
			return err
		}
		if disabled, _, _ := unstructured.NestedBool(object.Object, "spec", "disabled"); disabled {
			return errors.New("the refusal left the pool disabled")
		}
		return nil
	}
	refused := regexp.MustCompile(`(?s)Unable to delete.*2 addresses of the pool are in use\s+by\s+pods of shop\s+\(2\).*drain_on_destroy`)
	steps(t,
		resource.TestStep{Config: config(``)},
		resource.TestStep{PreConfig: use, Config: config(``), Destroy: true, ExpectError: refused},
		resource.TestStep{Config: config(``), ConfigPlanChecks: emptyPlan(), Check: enabled},
		resource.TestStep{
			Config: config(`block_size = 28`), PlanOnly: true,
			ExpectError: regexp.MustCompile(`(?s)Unable to replace.*cannot\s+be\s+replaced\s+while.*shop\s+\(2\).*1\. Create a second pool.*disabled = true on held`),
		},
		resource.TestStep{ // it has to be applied first: what is deleted is the pool of the state
			Config: config("block_size = 28\n force_destroy = true"), PlanOnly: true,
			ExpectError: regexp.MustCompile(`(?s)Unable to replace.*cannot\s+be\s+replaced\s+while`),
		},
		resource.TestStep{Config: config("drain_on_destroy = true\n timeouts = { delete = \"3s\" }")},
		resource.TestStep{
			Config: config("drain_on_destroy = true\n timeouts = { delete = \"3s\" }"), Destroy: true,
			ExpectError: regexp.MustCompile(`(?s)The\s+pool\s+was\s+disabled,\s+but\s+its\s+addresses\s+were\s+not\s+released.*shop\s+\(2\)`),
		},
		resource.TestStep{Config: config("drain_on_destroy = true")},
		resource.TestStep{
			PreConfig: func() {
				released.Go(func() {
					time.Sleep(3 * time.Second)
					manage(lab.Addresses{Release: []string{"shop.a", "shop.b"}})
				})
			},
			Config: config("drain_on_destroy = true"), Destroy: true,
		},
	)
	released.Wait()
	for plural, want := range map[string]int{"ippools": 0, "blockaffinities": 0, "ipamblocks": 1} { // with the tunnel
		store, err := l.Resource(schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}, plural, "")
		if err != nil {
			t.Fatal(err)
		}
		left, err := store.List(t.Context(), metav1.ListOptions{})
		if err != nil || len(left.Items) != want {
			t.Errorf("there are left %d %s, not %d: %v, %v", len(left.Items), plural, want, left, err)
		}
	}
}

// TestBlockSizeStays drops the block size from the configuration, alone and with another spelling of the range, and sees
// it derived anew with another range.
func TestBlockSizeStays(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	config := func(attributes string) string {
		return configured(l, "resource \"calico_ippool\" \"test\" {\n name = \"stays\"\n "+attributes+"\n}\n")
	}
	const address = "calico_ippool.test"
	steps(t,
		resource.TestStep{Config: config("cidr = \"fd64::/64\"\n block_size = 120")},
		resource.TestStep{Config: config(`cidr = "fd64::/64"`), PlanOnly: true},
		resource.TestStep{Config: config(`cidr = "FD64:0::/64"`), PlanOnly: true},
		resource.TestStep{
			Config: config(`cidr = "10.64.0.0/24"`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionReplace),
			}},
			Check: resource.TestCheckResourceAttr(address, "block_size", "26"),
		},
	)
}

// TestPoolInUseStaysInNativeClusters does the same where Calico's controller cleans up.
func TestPoolInUseStaysInNativeClusters(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Native)
	l.MustCreate(t, "ipamblocks", "IPAMBlock", map[string]any{
		"metadata": map[string]any{"name": "10-63-0-0-26"},
		"spec": map[string]any{
			"cidr": "10.63.0.0/26", "affinity": "host:n1", "allocations": []any{int64(0), nil}, "unallocated": []any{int64(1)},
			"attributes":     []any{map[string]any{"handle_id": "h", "secondary": map[string]any{"namespace": "shop"}}},
			"strictAffinity": false,
		},
	})
	pools := calico(t, l, "ippools", "")
	finalizers := func(list string) func() {
		return patch(t, pools, "held", `{"metadata": {"finalizers": `+list+`}}`)
	}
	usage := `data "calico_ippool" "test" {
		name       = "held"
		depends_on = [calico_ippool.test]
	}`
	figure := tfjsonpath.New("usage")
	steps(t,
		resource.TestStep{Config: configured(l, fmt.Sprintf(heldPool, ``), usage), ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.calico_ippool.test", figure.AtMapKey("used"), knownvalue.NumberExact(bigNumber("1"))),
			statecheck.ExpectKnownValue("data.calico_ippool.test", figure.AtMapKey("free"), knownvalue.NumberExact(bigNumber("255"))),
		}},
		resource.TestStep{
			Config: configured(l, fmt.Sprintf(heldPool, ``)), Destroy: true,
			ExpectError: regexp.MustCompile(`(?s)1 addresses\s+of\s+the\s+pool\s+are\s+in\s+use\s+by\s+pods\s+of\s+shop\s+\(1\)`),
		},
		resource.TestStep{ // the controller holds the pool until it has cleaned up
			PreConfig: finalizers(`["projectcalico.org/ippool-finalizer"]`),
			Config:    configured(l, fmt.Sprintf(heldPool, "force_destroy = true\n timeouts = { delete = \"2s\" }")),
		},
		resource.TestStep{
			Config:      configured(l, fmt.Sprintf(heldPool, "force_destroy = true\n timeouts = { delete = \"2s\" }")),
			Destroy:     true,
			ExpectError: refusal("has the finalizer projectcalico.org/ippool-finalizer", "timeouts.delete"),
		},
		resource.TestStep{ // and lets go while a destroy waits; what goes cannot be configured, so a new one is made
			PreConfig: func() {
				go func() {
					time.Sleep(time.Second)
					finalizers(`null`)()
				}()
				waitGone(t, pools, "held")
			},
			Config: configured(l, fmt.Sprintf(heldPool, `force_destroy = true`)),
		},
	)
}

// waitGone waits until an object is gone.
func waitGone(t *testing.T, api dynamic.ResourceInterface, name string) {
	t.Helper()
	for range 100 {
		if _, err := api.Get(t.Context(), name, metav1.GetOptions{}); apierrors.IsNotFound(err) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%s does not go", name)
}
