package render

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Provider returns the schema of the provider block. A list of nested objects becomes a nested block.
func Provider(list []field.Attribute, doc string) schema.Schema {
	s := schema.Schema{
		MarkdownDescription: doc, Attributes: map[string]schema.Attribute{}, Blocks: map[string]schema.Block{},
	}
	for _, a := range list {
		if a.Type == field.TypeObjects {
			nested := schema.NestedBlockObject{Attributes: Provider(a.Nested, "").Attributes}
			s.Blocks[a.Name] = describe(a, schema.ListNestedBlock{NestedObject: nested})
		} else {
			s.Attributes[a.Name] = providerAttribute(a)
		}
	}
	return s
}

func providerAttribute(a field.Attribute) schema.Attribute {
	switch a.Type {
	case field.TypeBool:
		return describe(a, schema.BoolAttribute{})
	case field.TypeStrings:
		return describe(a, schema.ListAttribute{ElementType: types.StringType})
	case field.TypeMap:
		return describe(a, schema.MapAttribute{ElementType: types.StringType})
	case field.TypeString:
		return describe(a, schema.StringAttribute{})
	default:
		panic("render: the provider block cannot have the attribute " + a.Name)
	}
}
