package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// TestEverythingSurvives fills every field of every kind with random values, sends it through Terraform values and
// back, and finds nothing lost. A field of the API type that no attribute serves is lost, and so found.
func TestEverythingSurvives(t *testing.T) {
	special := map[string]func(*testing.T){ // what is sent is not what the fields are bound to
		"project_ippools":     poolsSurvive,
		"project_isolation":   isolationSurvives(projectIsolation, "workspace", "allowSystem"),
		"workspace_isolation": isolationSurvives(workspaceIsolation, "allowSelf"),
	}
	excused := map[string][]string{
		"ippool": notOurs,
		"felix_configuration": {
			"spec.bpfKubeProxyEndpointSlicesEnabled", "spec.iptablesLockFilePath", "spec.iptablesLockTimeout", // gone in 3.32
			"spec.bpfExportBufferSizeMB",              // Calico's API server fails on it
			"spec.bpfConnectTimeLoadBalancingEnabled", // replaced, and writes what replaced it
		},
		"kube_controllers_configuration": {"status"},
	}
	for _, definition := range Kinds() {
		kind := reflect.ValueOf(definition)
		name := kind.FieldByName("Name").String()
		if !kind.FieldByName("Cluster").FieldByName("Namespaced").Bool() {
			excused[name] = append(excused[name], "metadata.namespace")
		}
		if special[name] == nil {
			special[name] = func(t *testing.T) {
				anySurvives(t, func() any { return kind.FieldByName("New").Call(nil)[0].Interface() },
					func(object any) field.Object {
						fields := kind.FieldByName("Fields").Call([]reflect.Value{reflect.ValueOf(object)})
						bound, _ := reflect.TypeAssert[field.Object](fields[0])
						return bound
					}, excused[name])
			}
		}
		t.Run(name, special[name])
	}
}

// notOurs are fields of pools that were never part of this API.
var notOurs = []string{"spec.ipip", "spec.nat-outgoing"}

// TestUnservedFieldsAreFound is the check on the check: without one attribute, the trip loses its field.
func TestUnservedFieldsAreFound(t *testing.T) {
	for _, f := range ipPool.Fields(ipPool.New()) {
		lost := lostWithout(ipPool, f.Name)
		if len(lost) != 1 || !strings.HasSuffix(plain(lost[0]), plain(f.Name)) {
			t.Errorf("without %s the trip loses %v", f.Name, lost)
		}
	}
}

func plain(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// anySurvives fills objects at random and takes them through their fields and back. What a field would refuse as a
// value survives all the same.
func anySurvives(t *testing.T, empty func() any, fields func(any) field.Object, excused []string) {
	for seed := range 200 {
		object, back := random(empty, int64(seed)), empty()
		trip(fields, object, back)
		if diff := cmp.Diff(flat(object, excused), flat(back, excused)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// poolsSurvive does the same with the pools of a project, as its namespace says them.
func poolsSurvive(t *testing.T) {
	for _, lists := range [][2][]string{{{"a", "b"}, {"c"}}, {{"a"}, nil}, {nil, {"10.0.0.0/8"}}} {
		asked, back := &projectPools{ipv4: lists[0], ipv6: lists[1]}, newProjectPools()
		asked.Name = "p"
		namespace := &metav1.PartialObjectMetadata{}
		bindings{}.write(asked, namespace)
		read := bindings{}.read(namespace)
		read.Name = "p"
		if problems := trip(projectPoolsFields, read, back); len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff([2][]string{back.ipv4, back.ipv6}, lists); diff != "" || back.Name != "p" {
			t.Errorf("%v: %s", lists, diff)
		}
	}
}

// isolationSurvives does the same with what an isolation is compiled from, and with the policy it is compiled into.
func isolationSurvives(kind engine.Kind[*isolation], excused ...string) func(*testing.T) {
	return func(t *testing.T) {
		anySurvives(t, func() any { return newIsolation() }, func(object any) field.Object {
			i, _ := object.(*isolation)
			return policyFields(i)
		}, []string{"metadata.labels", "metadata.annotations", "metadata.namespace", "spec.stagedAction"})
		for seed := range 200 {
			asked := random(newIsolation, int64(seed))
			filled := random(func() *intent { return &intent{} }, int64(seed))
			asked.intent, asked.Enforcement = *filled, byCalico
			back := newIsolation()
			if problems := trip(kind.Fields, asked, back); len(problems) > 0 {
				t.Fatalf("seed %d: %v", seed, problems)
			}
			if diff := cmp.Diff(flat(asked.intent, excused), flat(back.intent, excused)); diff != "" {
				t.Fatalf("seed %d: %s", seed, diff)
			}
		}
	}
}

// lostWithout is what a trip loses when the kind does not serve an attribute.
func lostWithout[O cluster.Object](kind engine.Kind[O], name string) (lost []string) {
	object, back := random(kind.New, 1), kind.New()
	trip(func(o O) field.Object {
		var rest field.Object
		for _, f := range kind.Fields(o) {
			if f.Name != name {
				rest = append(rest, f)
			}
		}
		return rest
	}, object, back)
	after := flat(back, nil)
	for path, value := range flat(object, append(notOurs, "metadata.namespace")) {
		if after[path] != value {
			lost = append(lost, strings.SplitN(path+"[", "[", 2)[0])
		}
	}
	return unique(lost)
}

func unique(list []string) (once []string) {
	seen := map[string]bool{}
	for _, s := range list {
		s = strings.TrimSuffix(s, ".k")
		if !seen[s] {
			seen[s] = true
			once = append(once, s)
		}
	}
	return once
}

// trip moves an object to Terraform and back.
func trip[O any](fields func(O) field.Object, from, to O) []field.Problem {
	t := field.ResourceSchema(fields(from), from, "").Type().TerraformType(context.Background())
	return fields(to).Load(field.Of(fields(from).Dump().As(t))) // it must fit its schema too
}

// flat is an object's JSON as paths and values, without the excused paths.
func flat(object any, excused []string) map[string]any {
	content, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	var tree any
	if err := json.Unmarshal(content, &tree); err != nil {
		panic(err)
	}
	leaves := map[string]any{}
	flatten(tree, "", leaves)
	for path := range leaves {
		for _, prefix := range excused {
			if path == prefix || strings.HasPrefix(path, prefix+".") {
				delete(leaves, path)
			}
		}
	}
	return leaves
}

func flatten(v any, path string, leaves map[string]any) {
	switch tree := v.(type) {
	case map[string]any:
		for name, element := range tree {
			flatten(element, strings.TrimPrefix(path+"."+name, "."), leaves)
		}
	case []any:
		for i, element := range tree {
			flatten(element, fmt.Sprintf("%s[%d]", path, i), leaves)
		}
	default:
		leaves[path] = v
	}
}
