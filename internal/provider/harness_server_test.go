package provider_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// server is the provider spoken to directly, where terraform cannot ask what we want to know.
type server struct {
	tfprotov6.ProviderServer
	t      *testing.T
	schema *tfprotov6.GetProviderSchemaResponse
}

// newServer configures the provider for a lab.
func newServer(t *testing.T, l *lab.Lab) *server {
	t.Helper()
	return newServerWith(t, map[string]tftypes.Value{"config_path": tftypes.NewValue(tftypes.String, l.Kubeconfig)})
}

// newServerWith configures the provider with a provider block.
func newServerWith(t *testing.T, attributes map[string]tftypes.Value) *server {
	t.Helper()
	inner, err := configuredServer(t.Context(), attributes)
	if err != nil {
		t.Fatal(err)
	}
	return &server{ProviderServer: inner, t: t, schema: serverSchema()}
}

// object is an object with some attributes, the others null, or empty where they are blocks.
func object(t tftypes.Type, attributes map[string]tftypes.Value) tftypes.Value {
	values := map[string]tftypes.Value{}
	of, _ := t.(tftypes.Object)
	for name, at := range of.AttributeTypes {
		values[name] = tftypes.NewValue(at, nil)
		if value, ok := attributes[name]; ok {
			values[name] = value
		}
	}
	return tftypes.NewValue(t, values)
}

func (s *server) dynamic(v tftypes.Value) *tfprotov6.DynamicValue { return wire(v) }

func (s *server) check(err error, diags []*tfprotov6.Diagnostic) {
	s.t.Helper()
	if err := said(diags, err); err != nil {
		s.t.Fatal(err)
	}
}

// attributesIn takes an answer of the provider apart.
func (s *server) attributesIn(d *tfprotov6.DynamicValue, t tftypes.Type) map[string]tftypes.Value {
	s.t.Helper()
	v, err := d.Unmarshal(t)
	if err != nil {
		s.t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := v.As(&attributes); err != nil {
		s.t.Fatal(err)
	}
	return attributes
}

// identityOf is an identity as terraform sends it, null where a part is empty.
func (s *server) identityOf(parts map[string]string) *tfprotov6.ResourceIdentityData {
	types, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
	for name, part := range parts {
		types[name], values[name] = tftypes.String, tftypes.NewValue(tftypes.String, part)
		if part == "" {
			values[name] = tftypes.NewValue(tftypes.String, nil)
		}
	}
	return &tfprotov6.ResourceIdentityData{
		IdentityData: s.dynamic(tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)),
	}
}

func TestImportByIdentity(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "one", "labels": map[string]any{"team": "blue"}},
	})
	s := newServer(t, l)
	identity := s.identityOf(map[string]string{"namespace": space, "name": "one"})
	resp, err := s.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{
		TypeName: "calico_network_policy", Identity: identity,
	})
	s.check(err, resp.Diagnostics)
	imported := resp.ImportedResources[0]
	state := s.attributesIn(imported.State, s.schema.ResourceSchemas["calico_network_policy"].ValueType())
	if got := fmt.Sprint(state["name"], state["labels"]); got != fmt.Sprint(
		tftypes.NewValue(tftypes.String, "one"),
		tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{
			"team": tftypes.NewValue(tftypes.String, "blue"),
		})) {
		t.Errorf("imported %s", got)
	}
	back := s.attributesIn(imported.Identity.IdentityData, identityType("namespace", "name"))
	if got := fmt.Sprint(back["namespace"]); got != fmt.Sprint(tftypes.NewValue(tftypes.String, space)) {
		t.Errorf("the identity of the import is %s", got)
	}
}

func identityType(names ...string) tftypes.Type {
	types := map[string]tftypes.Type{}
	for _, name := range names {
		types[name] = tftypes.String
	}
	return tftypes.Object{AttributeTypes: types}
}

func TestQueryFindsWhatCanBeImported(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	for _, name := range []string{"a", "b", "c"} {
		l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
			"metadata": map[string]any{"namespace": space, "name": name},
		})
	}
	s := newServer(t, l)
	for limit, want := range map[int64][]string{0: {"a", "b", "c"}, 2: {"a", "b"}} {
		var found []string
		for result := range s.list(t.Context(), space, limit) {
			s.check(nil, result.Diagnostics)
			identity := s.attributesIn(result.Identity.IdentityData, identityType("namespace", "name"))
			state := s.attributesIn(result.Resource, s.schema.ResourceSchemas["calico_network_policy"].ValueType())
			if !identity["name"].Equal(state["name"]) || !identity["namespace"].Equal(state["namespace"]) {
				t.Errorf("%s: its identity %s is not its state", result.DisplayName, identity)
			}
			found = append(found, result.DisplayName)
		}
		for i := range want {
			want[i] = space + "/" + want[i]
		}
		if fmt.Sprint(found) != fmt.Sprint(want) {
			t.Errorf("limit %d: found %v, not %v", limit, found, want)
		}
	}
}

// list lists the policies of a namespace.
func (s *server) list(ctx context.Context, space string, limit int64) func(func(tfprotov6.ListResourceResult) bool) {
	s.t.Helper()
	return s.listAll(ctx, "calico_network_policy", limit, map[string]tftypes.Value{
		"namespace": tftypes.NewValue(tftypes.String, space),
	})
}

// listAll lists objects of a kind.
func (s *server) listAll(
	ctx context.Context, kind string, limit int64, attributes map[string]tftypes.Value,
) func(func(tfprotov6.ListResourceResult) bool) {
	s.t.Helper()
	config := object(s.schema.ListResourceSchemas[kind].ValueType(), attributes)
	lister, ok := s.ProviderServer.(interface {
		ListResource(context.Context, *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error)
	})
	if !ok {
		s.t.Fatal("the provider lists nothing")
	}
	stream, err := lister.ListResource(ctx, &tfprotov6.ListResourceRequest{
		TypeName: kind, Config: s.dynamic(config), IncludeResource: true, Limit: limit,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return stream.Results
}
