package provider_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/util/retry"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// pathsIn are the attributes that a sample has, in plain words.
func pathsIn(config sample, at string) (all []string) {
	for name, value := range config {
		path := strings.TrimPrefix(at+"."+plainPath(name), ".")
		all = append(all, path)
		if list, ok := value.([]any); ok {
			value = list[0]
		}
		if inner, ok := value.(sample); ok {
			all = append(all, pathsIn(inner, path)...)
		}
	}
	return all
}

func clonedSpec(spec map[string]any) (map[string]any, bool) {
	copied, ok := (&unstructured.Unstructured{Object: map[string]any{"spec": spec}}).DeepCopy().Object["spec"].(map[string]any)
	return copied, ok
}

// stored is where the cluster keeps the object of a life, and under which name.
func (l *life) stored() (dynamic.ResourceInterface, string) {
	l.t.Helper()
	plural, name := l.plural, l.key["name"]
	if l.lab.Mode == lab.CRD {
		tiered := []string{
			"networkpolicies", "globalnetworkpolicies", "stagednetworkpolicies", "stagedglobalnetworkpolicies",
		}
		switch {
		case slices.Contains(tiered, plural) && l.lab.Release() < "v3.32":
			name = "default." + name
		case plural == "ipamconfigurations":
			plural = "ipamconfigs"
		}
	}
	return calico(l.t, l.lab, plural, l.key["namespace"]), name
}

// sampled is a sample as Terraform sends it, with the key, in a random style.
func (l *life) sampled(config sample) tftypes.Value {
	all := maps.Clone(config)
	for name, part := range l.key {
		all[name] = part
	}
	if l.r == nil {
		return valueOf(l.typ(), all)
	}
	return l.r.styled(l.kind, all)
}

// spec is what the cluster has of the object, nil where it does not exist.
func (l *life) spec() map[string]any {
	l.t.Helper()
	api, name := l.stored()
	object, err := api.Get(l.t.Context(), name, metav1.GetOptions{})
	if err != nil {
		return nil
	}
	spec, _ := object.Object["spec"].(map[string]any)
	return spec
}

// overwrite writes a spec past the provider, and tells whether the cluster takes it.
func (l *life) overwrite(spec map[string]any) bool {
	l.t.Helper()
	api, name := l.stored()
	return retry.RetryOnConflict(retry.DefaultRetry, func() error { // Calico's controllers write the status
		object, err := api.Get(l.t.Context(), name, metav1.GetOptions{})
		if err != nil {
			l.t.Fatal(err)
		}
		object.Object["spec"] = spec
		_, err = api.Update(l.t.Context(), object, metav1.UpdateOptions{})
		return err
	}) == nil
}

// refusal is why a configuration cannot be planned.
func (l *life) refusal(config sample) string {
	l.t.Helper()
	planned, err := l.actor().plan(l.t.Context(), l.sampled(config), l.orNone(keeping{}))
	if planned == nil {
		l.t.Fatal(err)
	}
	var says []string
	for _, d := range planned.Diagnostics {
		says = append(says, d.Summary+": "+d.Detail)
	}
	return strings.Join(says, "\n")
}

// isListed fails where terraform query does not find the object.
func (l *life) isListed() {
	l.t.Helper()
	for result := range l.listAll(l.t.Context(), l.kind, 0, nil) {
		l.check(nil, result.Diagnostics)
		if result.Identity == nil {
			continue
		}
		of := map[string]tftypes.Type{}
		for name := range l.key {
			of[name] = tftypes.String
		}
		identity, same := l.attributesIn(result.Identity.IdentityData, tftypes.Object{AttributeTypes: of}), true
		for name, part := range l.key {
			same = same && identity[name].Equal(str("%s", part))
		}
		if same {
			return
		}
	}
	l.t.Errorf("%s %v is not listed", l.kind, l.key)
}
