package engine

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// TestWhoseAnObjectIs checks that no object of somebody else is taken for ours, and that none of ours is given up.
func TestWhoseAnObjectIs(t *testing.T) {
	ours, newer := proof{UID: "1", Origin: "a", Version: "7"}, proof{UID: "1", Origin: "a", Version: "8"}
	plain, other := proof{UID: "1", Version: "8"}, proof{UID: "2", Origin: "a", Version: "8"}
	given, both := proof{UID: "1", Origin: "b", Version: "8"}, proof{UID: "2", Origin: "b", Version: "8"}
	for name, c := range map[string]struct {
		known, live proof
		is          bool
		read        proof
		again       error
	}{
		"unchanged":                 {ours, ours, true, ours, nil},
		"changed":                   {ours, newer, true, newer, nil},
		"recreated":                 {ours, other, false, other, errRecreated},
		"taken over":                {ours, given, false, proof{"1", "a", "8", true}, errTaken},
		"taken over, never renamed": {plain, given, false, proof{"1", "", "8", true}, errTaken},
		"recreated and taken over":  {ours, both, false, proof{"1", "a", "8", true}, errRecreated},
		"ours once more":            {proof{"1", "a", "8", true}, newer, true, newer, nil},
		"without the annotation":    {ours, plain, false, plain, nil},
		"read for the first time":   {proof{}, ours, false, ours, errRecreated},
	} {
		object := &metav1.ObjectMeta{UID: c.live.UID, ResourceVersion: c.live.Version}
		setOrigin(object, c.live.Origin)
		if got := c.known.is(object); got != c.is {
			t.Errorf("%s: is returns %t", name, got)
		}
		if got := c.known.read(object); got != c.read {
			t.Errorf("%s: read returns %+v", name, got)
		}
		want := c.live
		if c.again != nil {
			want = c.known
		}
		if got, err := c.known.again(object); got != want || !errors.Is(err, c.again) {
			t.Errorf("%s: again returns %+v, %v", name, got, err)
		}
	}
}

// TestOriginsDiffer checks that an origin proves one object and one way to get it, in all versions of the object.
func TestOriginsDiffer(t *testing.T) {
	origins := map[string]bool{}
	for _, p := range []proof{{UID: "1"}, {UID: "2"}, {UID: "1", Origin: "a"}, {UID: "1a"}, {Origin: "1a"}} {
		newer := proof{p.UID, p.Origin, "8", true}
		for _, origin := range []string{p.next(), newer.next(), p.given(), newer.given()} {
			origins[origin] = true
		}
	}
	if len(origins) != 10 {
		t.Errorf("five objects have %d origins, not two each", len(origins))
	}
}

// TestPrivateState checks that Terraform stores all of private state and nothing where there is none, and that what
// cannot be read is empty as a whole, without harm to the rest.
func TestPrivateState(t *testing.T) {
	for name, p := range map[string]private{
		"a proof":   {proof: proof{"1", "a", "7", true}},
		"an owner":  {ownership: ownership{"the operator", map[string]string{"size": "helm"}}},
		"a finding": {found: []string{"spec", "spec.node"}},
		"unread":    {unread: true},
		"nothing":   {},
	} {
		content := p.encode()
		if got := decodePrivate(content); !reflect.DeepEqual(got, p) || (content == nil) != (name == "nothing") {
			t.Errorf("%s: %+v became %+v by way of %q", name, p, got, content)
		}
	}
	for content, want := range map[string]bool{
		`null`: false, `[1]`: false, `{"unread": "dHJ1ZQ=="`: false,
		`{"unread": "dHJ1ZQ==", ".timeouts": "e30=", "later": "e30="}`:    true,
		`{"unread": "dHJ1ZQ==", "found": "e30="}`:                         true, // {}
		`{"unread": "dHJ1ZQ==", "proof": "eyJ1aWQiOiIxIiwidGFrZW4iOjF9"}`: true, // {"uid":"1","taken":1}
	} {
		if got := decodePrivate([]byte(content)); !reflect.DeepEqual(got, private{unread: want}) {
			t.Errorf("%s is %+v", content, got)
		}
	}
}

// TestWhoElseAppliesFields checks that those count who apply fields of the spec, except for ourselves.
func TestWhoElseAppliesFields(t *testing.T) {
	const apply, update = metav1.ManagedFieldsOperationApply, metav1.ManagedFieldsOperationUpdate
	const size = `{"f:spec": {"f:size": {}}}`
	for name, c := range map[string]struct {
		manager string
		how     metav1.ManagedFieldsOperationType
		fields  string
		want    map[string]string
	}{
		"a nested field": {"helm", apply, `{"f:spec": {"f:natIP": {"f:b": {}}}}`, map[string]string{"natip": "helm"}},
		"a label":        {"helm", apply, `{"f:metadata": {"f:labels": {"f:a": {}}}}`, nil},
		"the past":       {"helm", update, size, nil},
		"we":             {cluster.FieldManager, apply, size, nil},
		"garbage":        {"helm", apply, `{"f:spec": []}`, nil},
	} {
		entry := metav1.ManagedFieldsEntry{Manager: c.manager, Operation: c.how, FieldsV1: metav1.NewFieldsV1(c.fields)}
		object := &gate{}
		object.ManagedFields = []metav1.ManagedFieldsEntry{{Manager: "helm", Operation: apply}, entry}
		if got := (Kind[*gate]{}).ownershipOf(object); !reflect.DeepEqual(got, ownership{Managers: c.want}) {
			t.Errorf("%s: it is %v", name, got)
		}
	}
}

// TestWarningsOfManagers checks that a warning names who else applies an attribute, in the order of the attributes.
func TestWarningsOfManagers(t *testing.T) {
	others := ownership{Managers: map[string]string{"size": "helm", "natip": "argo", "note": "kubectl"}}
	var got []string
	for _, d := range others.warnOtherManagers([]string{"size", "rules", "nat_ip"}) {
		who := strings.Fields(d.Detail())[3]
		got = append(got, d.Severity().String()+": "+d.Summary()+": "+who)
	}
	want := []string{`Warning: Another field manager applies nat_ip: "argo"`, `Warning: Another field manager applies size: "helm"`}
	if !slices.Equal(got, want) {
		t.Errorf("the warnings are %q", got)
	}
}
