package policy

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/roundtrip"
)

// TestVariants compares [Policy] and its attributes with Calico's four types: every field of the types has an
// attribute, and no value is lost.
func TestVariants(t *testing.T) {
	for _, v := range variants {
		t.Run(v.Resource().Kind, func(t *testing.T) {
			excused := []string{}
			if v.Global {
				excused = append(excused, "metadata.namespace")
			}
			for seed := range 200 {
				object := roundtrip.Random(func() any { return v.typed(&Policy{}) }, int64(seed))
				p, back := &Policy{}, &Policy{}
				if content, err := json.Marshal(object); err != nil || json.Unmarshal(content, p) != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(roundtrip.Flat(object, nil), roundtrip.Flat(v.typed(p), nil)); diff != "" {
					t.Fatalf("seed %d, as a policy: %s", seed, diff)
				}
				roundtrip.Trip(v.Fields, p, back)
				if diff := cmp.Diff(roundtrip.Flat(object, excused), roundtrip.Flat(v.typed(back), excused)); diff != "" {
					t.Fatalf("seed %d, as attributes: %s", seed, diff)
				}
			}
			p := &Policy{}
			if misnamed := roundtrip.Misnamed(p, v.Fields(p)); len(misnamed) > 0 {
				t.Error(misnamed)
			}
		})
	}
}

// TestSwapsAreFound checks that roundtrip.Misnamed finds attributes that are bound to each other's fields.
func TestSwapsAreFound(t *testing.T) {
	s := &Spec{}
	for _, swapped := range []field.Fields{
		{
			attribute.Selector("selector", &s.ServiceAccountSelector, ""),
			attribute.Selector("service_account_selector", &s.Selector, ""),
		},
		{field.Bool("do_not_track", &s.PreDNAT, ""), field.Bool("pre_dnat", &s.DoNotTrack, "")},
		{field.List("ingress", &s.Egress, RuleFields, ""), field.List("egress", &s.Ingress, RuleFields, "")},
	} {
		misnamed := roundtrip.Misnamed(s, swapped)
		for _, f := range swapped {
			if !slices.ContainsFunc(misnamed, func(m string) bool { return strings.HasPrefix(m, f.Name+" ") }) {
				t.Errorf("%s is bound to another field, and what is found is %v", f.Name, misnamed)
			}
		}
	}
}

// TestRefusalDressedAsFailure checks the advice on an invalid policy that Calico's API server does not call invalid.
func TestRefusalDressedAsFailure(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	api, err := l.Calico("networkpolicies", "default")
	if err != nil {
		t.Fatal(err)
	}
	_, err = api.Apply(t.Context(), "dressed", &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "projectcalico.org/v3", "kind": "NetworkPolicy",
		"metadata": map[string]any{"namespace": "default", "name": "dressed"},
		"spec":     map[string]any{"selector": "a = b"},
	}}, metav1.ApplyOptions{FieldManager: "test"})
	if err == nil {
		t.Fatal("an invalid policy was accepted")
	}
	if advice := explain(&Policy{}, err); !strings.Contains(advice, "validator of the cluster's Calico") {
		t.Errorf("%v is answered with %q", err, advice)
	}
}

// TestNamesInTiers checks names of policies with several releases.
func TestNamesInTiers(t *testing.T) {
	for _, c := range []struct {
		name, tier, release string
		suits               bool
	}{
		{"web", "", "3.28.0", true},
		{"web", "default", "3.31.0", true},
		{"default.web", "", "3.31.0", true},
		{"apps.web", "apps", "3.31.0", true},
		{"web", "apps", "3.32.0", true},
		{"", "apps", "3.31.0", true}, // an unknown name is not checked
		{"default.web", "", "3.28.0", false},
		{"web", "apps", "3.31.0", false},
		{"apps.web", "", "3.31.0", false},
		{"apps.web", "security", "3.31.0", false},
		{"default.web", "apps", "3.31.0", false},
	} {
		p := &Policy{}
		p.Name, p.Spec.Tier = c.name, c.tier
		refusal := checkName(p, version.MustParseGeneric(c.release))
		if (refusal == nil) != c.suits {
			t.Errorf("%q in %q on %s: %v", c.name, c.tier, c.release, refusal)
		}
	}
}
