package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestPoolsAreSeenTogether plans pools that overlap, live ones and those of the same plan, in every mode.
func TestPoolsAreSeenTogether(t *testing.T) { inOwnLabs(t, poolsAreSeenTogether, everyMode...) }

func poolsAreSeenTogether(t *testing.T, l *lab.Lab) {
	pool := func(label, name, cidr string) string {
		return "resource \"calico_ippool\" \"" + label + "\" {\n name = \"" + name + "\"\n cidr = \"" + cidr + "\"\n}\n"
	}
	expectError(t, configured(l, pool("a", "seen-a", "10.90.0.0/16"),
		strings.Replace(pool("b", "seen-b", "10.90.128.0/20"), "cidr", "depends_on = [calico_ippool.a]\n cidr", 1)),
		"The CIDR overlaps the pool seen-a", "10.90.0.0/16")
	steps(t,
		resource.TestStep{Config: configured(l, pool("a", "seen-a", "10.90.0.0/16"))},
		resource.TestStep{ // a new name for the same range is a replacement, and no overlap
			Config: configured(l, pool("a", "seen-c", "10.90.0.0/16")),
		},
		resource.TestStep{
			Config:      configured(l, pool("a", "seen-c", "10.90.0.0/16"), pool("b", "seen-d", "10.90.0.0/24")),
			PlanOnly:    true,
			ExpectError: refusal("The CIDR overlaps the pool seen-c"),
		},
	)
}

// TestPoolsWarn plans pools that are no mistake to Calico, and one to almost everybody else.
func TestPoolsWarn(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	core, apps := schema.GroupVersion{Version: "v1"}, schema.GroupVersion{Group: "apps", Version: "v1"}
	create := func(api schema.GroupVersion, plural, kind string, fields map[string]any) {
		object := &unstructured.Unstructured{Object: fields}
		object.SetGroupVersionKind(api.WithKind(kind))
		client, err := l.Resource(api, plural, object.GetNamespace())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Create(t.Context(), object, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	create(core, "nodes", "Node", map[string]any{
		"metadata": map[string]any{"name": "n1", "labels": map[string]any{"zone": "a"}},
		"status":   map[string]any{"addresses": []any{map[string]any{"type": "InternalIP", "address": "10.91.0.7"}}},
	})
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "named"}, "spec": map[string]any{"cidr": "10.92.0.0/24"},
	})
	if err := l.CreateNamespace(t.Context(), "shop", nil); err != nil {
		t.Fatal(err)
	}
	namespaces, err := l.Resource(core, "namespaces", "")
	if err != nil {
		t.Fatal(err)
	}
	pools := map[string]any{fourPools: `["named"]`}
	patch(t, namespaces, "shop", `{"metadata": {"annotations": {"`+fourPools+`": "[\"named\"]"}}}`)()
	labels := map[string]any{"app": "web"}
	create(apps, "deployments", "Deployment", map[string]any{
		"metadata": map[string]any{"namespace": "shop", "name": "web"},
		"spec": map[string]any{
			"selector": map[string]any{"matchLabels": labels},
			"template": map[string]any{
				"metadata": map[string]any{"labels": labels, "annotations": pools},
				"spec":     map[string]any{"containers": []any{map[string]any{"name": "c", "image": "i"}}},
			},
		},
	})
	s := newServer(t, l)
	for says, attributes := range map[string]map[string]string{
		"Services of the cluster get addresses from 10.96.0.0/16": {"name": "x", "cidr": "10.96.128.0/20"},
		`The node "n1" has the address 10.91.0.7`:                 {"name": "x", "cidr": "10.91.0.0/24"},
		"No node takes addresses from the pool now":               {"name": "x", "cidr": "10.93.0.0/24", "node_selector": "zone == 'b'"},
	} {
		if warnings := s.planNew("calico_ippool", attributes); !strings.Contains(warnings, says) {
			t.Errorf("the plan does not warn that %q, but %q", says, warnings)
		}
	}
	quiet := map[string]string{"name": "x", "cidr": "10.93.0.0/24", "node_selector": "zone == 'a'"}
	if warnings := s.planNew("calico_ippool", quiet); warnings != "" {
		t.Errorf("the plan warns of nothing: %q", warnings)
	}
	warnings := strings.Join(s.planChange("calico_ippool", map[string]string{"name": "named"}, map[string]tftypes.Value{
		"cidr": tftypes.NewValue(tftypes.String, "10.92.0.0/24"), "disabled": tftypes.NewValue(tftypes.Bool, true),
	}), "\n")
	if !strings.Contains(warnings, "the project shop, the Deployment shop/web") {
		t.Errorf("disabling a pool that is named warns of %q", warnings)
	}
}
