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

// elsewhere are kinds whose own packages have these tests: their objects are not what Calico stores.
var elsewhere = []string{
	"ippool", "project_ippools", "project_isolation", "workspace_isolation", "network_policy", "global_network_policy",
	"staged_network_policy", "staged_global_network_policy",
}

// declaration is a kind of any type.
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

// TestEverythingSurvives fills every field of every kind with random values, sends it through Terraform values and
// back, and finds nothing lost. A field of the API type that no attribute serves is lost, and so found.
func TestEverythingSurvives(t *testing.T) {
	excused := map[string][]string{
		"felix_configuration": {
			"spec.bpfKubeProxyEndpointSlicesEnabled", "spec.iptablesLockFilePath", "spec.iptablesLockTimeout", // gone in 3.32
			"spec.bpfExportBufferSizeMB",              // Calico's API server fails on it
			"spec.bpfConnectTimeLoadBalancingEnabled", // replaced, and writes what replaced it
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

// TestNames finds attributes that are bound to a field of another name.
func TestNames(t *testing.T) {
	for _, d := range declarations(t) {
		object := d.empty()
		if misnamed := roundtrip.Misnamed(object, d.fields(object)); len(misnamed) > 0 {
			t.Errorf("%s: %v", d.name, misnamed)
		}
	}
}

// TestSwapsAreFound swaps two pointers of one type: a filter's network and its interface.
func TestSwapsAreFound(t *testing.T) {
	r := &v3.BGPFilterRuleV4{}
	swapped := field.Fields{filterCIDR(&r.Interface), filterInterface(&r.CIDR)}
	if got := roundtrip.Misnamed(r, swapped); len(got) != 2 {
		t.Errorf("the swap shows as %v", got)
	}
}
