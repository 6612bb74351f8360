package field

import (
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ProviderSchema is the schema of the provider block. A list of nested objects is a block there, as practitioners
// write them.
func ProviderSchema(o Fields, doc string) schema.Schema {
	s := schema.Schema{
		MarkdownDescription: doc,
		Attributes:          map[string]schema.Attribute{},
		Blocks:              map[string]schema.Block{},
	}
	for _, f := range o {
		if shape := f.shape(); shape.kind == groups {
			nested := schema.NestedBlockObject{Attributes: ProviderSchema(shape.object, "").Attributes}
			s.Blocks[f.Name] = schema.ListNestedBlock{MarkdownDescription: f.doc(), NestedObject: nested}
			continue
		}
		s.Attributes[f.Name] = f.providerAttribute()
	}
	return s
}

func (f Field) providerAttribute() schema.Attribute {
	is := f.configurable()
	switch f.shape().kind {
	case boolean:
		return schema.BoolAttribute{MarkdownDescription: is.doc, Required: is.required, Optional: is.optional}
	case texts:
		return schema.ListAttribute{
			ElementType: types.StringType, MarkdownDescription: is.doc, Required: is.required, Optional: is.optional,
		}
	case mapping:
		return schema.MapAttribute{
			ElementType: types.StringType, MarkdownDescription: is.doc, Required: is.required, Optional: is.optional,
		}
	case text:
		return schema.StringAttribute{
			MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Sensitive: is.sensitive,
		}
	default:
		panic("field: the provider block cannot have the attribute " + f.Name)
	}
}
