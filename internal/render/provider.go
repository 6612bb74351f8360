package render

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Provider is the schema of the provider block. A list of nested objects is a block there, as practitioners write them.
func Provider(attributes []field.Attribute, doc string) schema.Schema {
	s := schema.Schema{
		MarkdownDescription: doc,
		Attributes:          map[string]schema.Attribute{},
		Blocks:              map[string]schema.Block{},
	}
	for _, a := range attributes {
		if a.Type == field.TypeObjects {
			nested := schema.NestedBlockObject{Attributes: Provider(a.Nested, "").Attributes}
			s.Blocks[a.Name] = schema.ListNestedBlock{MarkdownDescription: a.Doc, NestedObject: nested}
			continue
		}
		s.Attributes[a.Name] = providerAttribute(a)
	}
	return s
}

func providerAttribute(a field.Attribute) schema.Attribute {
	switch a.Type {
	case field.TypeBool:
		return schema.BoolAttribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Sensitive: a.Sensitive,
		}
	case field.TypeStrings:
		return schema.ListAttribute{
			ElementType: types.StringType, MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional,
			Sensitive: a.Sensitive,
		}
	case field.TypeMap:
		return schema.MapAttribute{
			ElementType: types.StringType, MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional,
			Sensitive: a.Sensitive,
		}
	case field.TypeString:
		return schema.StringAttribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Sensitive: a.Sensitive,
		}
	default:
		panic("render: the provider block cannot have the attribute " + a.Name)
	}
}
