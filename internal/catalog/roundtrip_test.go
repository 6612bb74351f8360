package catalog

import (
	"reflect"
	"slices"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/roundtrip"
)

// elsewhere are kinds that their own packages test, because their Go types are not Calico's.
var elsewhere = []string{
	"ippool", "project_ippools", "project_isolation", "workspace_isolation", "network_policy", "global_network_policy",
	"staged_network_policy", "staged_global_network_policy",
}

// declaration is a kind of any Go type.
type declaration struct {
	name   string
	empty  func() any
	fields func(any) field.Fields
	api    cluster.Resource
}

func declarations(t *testing.T) (all []declaration) {
	t.Helper()
	for _, definition := range Kinds() {
		kind := reflect.ValueOf(definition)
		d := declaration{name: kind.FieldByName("Name").String()}
		d.api, _ = reflect.TypeAssert[cluster.Resource](kind.FieldByName("API"))
		d.empty = func() any { return kind.FieldByName("New").Call(nil)[0].Interface() }
		d.fields = func(object any) field.Fields {
			bound, _ := reflect.TypeAssert[field.Fields](
				kind.FieldByName("Fields").Call([]reflect.Value{reflect.ValueOf(object)})[0])
			return bound
		}
		if !slices.Contains(elsewhere, d.name) {
			all = append(all, d)
		}
	}
	return all
}

// TestEverythingSurvives converts random objects of every kind to Terraform values and back, and expects no loss.
// Fields of the API type without an attribute are lost.
func TestEverythingSurvives(t *testing.T) {
	excused := map[string][]string{
		"felix_configuration": {
			"spec.bpfExportBufferSizeMB",              // Calico's API server refuses every value
			"spec.bpfConnectTimeLoadBalancingEnabled", // deprecated, sets the field that replaces it
		},
		"kube_controllers_configuration": {"status"},
	}
	for _, d := range declarations(t) {
		if !d.api.Namespaced {
			excused[d.name] = append(excused[d.name], "metadata.namespace")
		}
		t.Run(d.name, func(t *testing.T) { roundtrip.Survives(t, d.empty, d.fields, excused[d.name]...) })
	}
}

// TestNames checks that attributes have the names of their fields.
func TestNames(t *testing.T) {
	for _, d := range declarations(t) {
		object := d.empty()
		if misnamed := roundtrip.Misnamed(object, d.fields(object)); len(misnamed) > 0 {
			t.Errorf("%s: %v", d.name, misnamed)
		}
	}
}

// TestSwapsAreFound swaps the network and the interface of a filter, and expects to find the swap.
func TestSwapsAreFound(t *testing.T) {
	r := &v3.BGPFilterRuleV4{}
	swapped := field.Fields{filterCIDR(&r.Interface), filterInterface(&r.CIDR)}
	if got := roundtrip.Misnamed(r, swapped); len(got) != 2 {
		t.Errorf("the swap shows as %v", got)
	}
}
