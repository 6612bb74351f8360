package provider_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// eachFieldAlone changes every field of the live object by itself to what its twin has, and asserts that a read shows
// just that attribute as changed. Calico's API server refuses some of the changes, which the other modes then prove.
func (c lifecycle) eachFieldAlone(t *testing.T, l *lab.Lab, api dynamic.ResourceInterface) {
	t.Helper()
	s := newServer(t, l)
	key := map[string]string{"name": "one"}
	if c.space != "" {
		key["namespace"] = c.space
	}
	imported, err := s.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{
		TypeName: c.kind, Identity: s.identityOf(key),
	})
	s.check(err, imported.Diagnostics)
	state := imported.ImportedResources[0].State
	one, two := c.get(t, api, "one"), c.get(t, api, "two")
	seen, refused := 0, 0
	for path, value := range differences(one.Object["spec"], two.Object["spec"], "") {
		if slices.Contains(c.fixed, path) {
			continue
		}
		changed := one.DeepCopy()
		set(changed.Object["spec"], path, value)
		changed.SetResourceVersion(c.get(t, api, "one").GetResourceVersion())
		if _, err := api.Update(t.Context(), changed, metav1.UpdateOptions{}); err != nil {
			refused++
			continue
		}
		seen++
		if got := s.changedBy(c.kind, state); !slices.Equal(got, []string{plainPath(path)}) {
			t.Errorf("a change of %s shows as one of %v", path, got)
		}
	}
	if l.Mode != lab.Aggregated && refused > 0 || seen < 5 {
		t.Errorf("only %d changes of single fields were proven, %d were refused", seen, refused)
	}
	t.Logf("%d changes of single fields show as just themselves, %d were refused", seen, refused)
	one.SetResourceVersion(c.get(t, api, "one").GetResourceVersion())
	if _, err := api.Update(t.Context(), one, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := s.changedBy(c.kind, state); len(got) > 0 {
		t.Errorf("with nothing changed, %v shows as changed", got)
	}
}

func (c lifecycle) get(t *testing.T, api dynamic.ResourceInterface, name string) *unstructured.Unstructured {
	t.Helper()
	object, err := api.Get(t.Context(), c.prefix+name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// changedBy reads an object and lists the attributes that are not as in a state, without indexes.
func (s *server) changedBy(kind string, state *tfprotov6.DynamicValue) []string {
	s.t.Helper()
	read, err := s.ReadResource(s.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: kind, CurrentState: state})
	s.check(err, read.Diagnostics)
	typ := s.schema.ResourceSchemas[kind].ValueType()
	was, err := state.Unmarshal(typ)
	if err != nil {
		s.t.Fatal(err)
	}
	is, err := read.NewState.Unmarshal(typ)
	if err != nil {
		s.t.Fatal(err)
	}
	changed := map[string]bool{}
	changes(plainly(s.t, was), plainly(s.t, is), "", changed)
	return slices.Sorted(maps.Keys(changed))
}

// changes collects the paths at which two values differ, in plain words and without indexes. A list of texts is one
// value, and so is a map whose keys are anybody's: those of samples are k.
func changes(a, b any, path string, found map[string]bool) {
	from, isObject := a.(map[string]any)
	to, staysObject := b.(map[string]any)
	was, isList := a.([]any)
	will, staysList := b.([]any)
	switch {
	case isObject || staysObject:
		names := maps.Clone(to)
		if names == nil {
			names = map[string]any{}
		}
		maps.Copy(names, from)
		for name := range names {
			at := strings.TrimPrefix(path+"."+name, ".")
			if name == "k" || strings.HasSuffix(path, "annotations") || strings.HasSuffix(path, "labels") {
				at = path
			}
			changes(from[name], to[name], at, found)
		}
	case (isList || staysList) && holdsObjects(append(slices.Clone(was), will...)):
		for i := range max(len(was), len(will)) {
			changes(element(was, i), element(will, i), path, found)
		}
	case !reflect.DeepEqual(a, b):
		found[plainPath(path)] = true
	}
}

func holdsObjects(list []any) bool {
	return slices.ContainsFunc(list, func(v any) bool {
		_, isObject := v.(map[string]any)
		return isObject
	})
}

// plainly is a value without its type: objects and maps, lists, texts, without what is null.
func plainly(t *testing.T, v tftypes.Value) any {
	t.Helper()
	var parts map[string]tftypes.Value
	var list []tftypes.Value
	switch {
	case v.IsNull():
		return nil
	case v.As(&parts) == nil:
		plain := map[string]any{}
		for name, part := range parts {
			if !part.IsNull() {
				plain[name] = plainly(t, part)
			}
		}
		return plain
	case v.As(&list) == nil:
		plain := make([]any, len(list))
		for i, part := range list {
			plain[i] = plainly(t, part)
		}
		return plain
	}
	return v.String()
}

// plainPath makes Calico's and Terraform's spelling of a path the same.
func plainPath(path string) string {
	var names []string
	for name := range strings.SplitSeq(path, ".") {
		name, _, _ = strings.Cut(name, "[")
		names = append(names, strings.ToLower(strings.ReplaceAll(name, "_", "")))
	}
	return strings.Join(names, ".")
}

// differences are the fields in which two objects differ, with the value of the second, nil where that has none.
func differences(a, b any, path string) map[string]any {
	found := map[string]any{}
	from, isObject := a.(map[string]any)
	to, staysObject := b.(map[string]any)
	if isObject && staysObject && !strings.HasSuffix(path, "annotations") {
		names := maps.Clone(from)
		maps.Copy(names, to)
		for name := range names {
			maps.Copy(found, differences(from[name], to[name], strings.TrimPrefix(path+"."+name, ".")))
		}
		return found
	}
	was, isList := a.([]any)
	will, staysList := b.([]any)
	if isList && staysList && len(was) > 0 && len(will) > 0 && reflect.TypeOf(was[0]).Kind() == reflect.Map {
		for i := range min(len(was), len(will)) {
			maps.Copy(found, differences(was[i], will[i], fmt.Sprintf("%s[%d]", path, i)))
		}
		return found
	}
	_, gone := b.(map[string]any)
	if !reflect.DeepEqual(a, b) && !isObject && !gone {
		found[path] = b
	}
	return found
}

// set writes the value at a path of an object, or takes it away.
func set(object any, path string, value any) {
	name, rest, more := strings.Cut(path, ".")
	name, index, isElement := strings.Cut(name, "[")
	fields, _ := object.(map[string]any)
	if isElement {
		list, _ := fields[name].([]any)
		i := 0
		_, _ = fmt.Sscanf(index, "%d]", &i)
		set(list[i], rest, value)
		return
	}
	switch {
	case more:
		set(fields[name], rest, value)
	case value == nil:
		delete(fields, name)
	default:
		fields[name] = value
	}
}
