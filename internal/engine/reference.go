package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// reference is a resource for the generated documentation. Its schema has nested instead of dynamic attributes.
type reference struct {
	answeredByServer
	name   string
	schema schema.Schema
}

// structuresDoc is appended to the description of a resource with dynamic attributes.
const structuresDoc = "\n\nUnknown keys of nested objects are errors at every level. Declare variables for nested " +
	"objects with the type `any`, because Terraform drops keys that an object type does not declare. The function " +
	"`manifest_decode` reads nested objects from a YAML manifest."

// Reference returns the constructor of the resource for the generated documentation.
func (k Kind[O]) Reference() func() resource.Resource {
	m, doc := &model[O]{kind: k, object: k.New()}, k.doc()
	if field.NewStructure(m.declared()).IsNested() {
		doc += structuresDoc
	}
	s := render.Resource(m.declared().Describe(k.described(m.object)), doc)
	return func() resource.Resource { return &reference{name: typePrefix + k.Name, schema: s} }
}

func (r *reference) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.name
}

func (r *reference) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}
