package ippool

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/roundtrip"
)

// notOurs are fields of Calico's type that Calico's public API does not have.
var notOurs = []string{"spec.ipip", "spec.nat-outgoing", "metadata.namespace"}

// TestEverythingSurvives converts random pools to attributes and back, and expects no loss.
func TestEverythingSurvives(t *testing.T) {
	roundtrip.Survives(t, newPool, fields, notOurs...)
	if misnamed := roundtrip.Misnamed(newPool(), fields(newPool())); len(misnamed) > 0 {
		t.Error(misnamed)
	}
}

// TestUnservedFieldsAreFound checks the round trip itself: without an attribute, the field of the attribute is lost.
func TestUnservedFieldsAreFound(t *testing.T) {
	for _, f := range fields(newPool()) {
		lost := lostWithout(f.Name)
		if len(lost) != 1 || !strings.HasSuffix(field.Normalized(lost[0]), field.Normalized(f.Name)) {
			t.Errorf("without %s the trip loses %v", f.Name, lost)
		}
	}
}

// lostWithout returns the fields that a round trip loses without an attribute.
func lostWithout(name string) (lost []string) {
	object, back := roundtrip.Random(newPool, 1), newPool()
	roundtrip.Trip(func(p *pool) field.Fields {
		return slices.DeleteFunc(fields(p), func(f field.Field) bool { return f.Name == name })
	}, object, back)
	after := roundtrip.Flat(back, nil)
	for path, value := range roundtrip.Flat(object, notOurs) {
		attribute, _, _ := strings.Cut(path, "[")
		attribute = strings.TrimSuffix(attribute, ".k")
		if after[path] != value && !slices.Contains(lost, attribute) {
			lost = append(lost, attribute)
		}
	}
	return lost
}

// TestProjectsSurvive converts the pools of projects to annotations and attributes and back.
func TestProjectsSurvive(t *testing.T) {
	for _, lists := range [][2][]string{{{"a", "b"}, {"c"}}, {{"a"}, nil}, {nil, {"10.0.0.0/8"}}} {
		asked, back := &project{ipv4: lists[0], ipv6: lists[1]}, newProject()
		asked.Name = "p"
		namespace := &metav1.PartialObjectMetadata{}
		projectClient{}.write(asked, namespace)
		read := projectClient{}.read(namespace)
		read.Name = "p"
		if problems := roundtrip.Trip(projectFields, read, back); len(problems) > 0 {
			t.Fatal(problems)
		}
		if diff := cmp.Diff([2][]string{back.ipv4, back.ipv6}, lists); diff != "" || back.Name != "p" {
			t.Errorf("%v: %s", lists, diff)
		}
	}
}

// FuzzForeign reads annotations and blocks with any content.
func FuzzForeign(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `7`, `["a"]`,
		`{"cidr": "10.0.0.0/26", "allocations": [-1, 0, 9, null], "unallocated": [1, 2, 3, 4, 5], "attributes": [{}]}`,
		`{"cidr": "10.0.0.7/26", "allocations": [0], "affinity": "host:", "attributes": [{"handle_id": null}]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		block := newBlock()
		_ = json.Unmarshal([]byte(text), &block.Spec)
		held := newPool()
		held.Spec.CIDR = "10.0.0.0/24"
		measure(held, []*ipamBlock{block}, nil)
		isEmpty(block)
		if network, err := block.network(); err == nil {
			freed := allocations(block, network)
			for _, a := range freed[:(len(freed)+1)/2] {
				block.free([]int{a.ordinal})
			}
			if left := allocations(block, network); len(left) != len(freed)/2 {
				t.Errorf("%d of %d addresses are left", len(left), len(freed))
			}
		}
		namespace := &metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{
			Annotations: map[string]string{ipv4PoolsAnnotation: text},
		}}
		projectFields(projectClient{}.read(namespace)).Dump()
	})
}
