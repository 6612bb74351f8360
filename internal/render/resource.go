package render

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Resource returns the schema of a resource. Callers keep it, because Terraform asks for schemas often.
func Resource(list []field.Attribute, doc string) schema.Schema {
	return schema.Schema{MarkdownDescription: doc, Attributes: attributes(list, resourceAttribute)}
}

func resourceAttribute(a field.Attribute) schema.Attribute {
	if a.Dynamic {
		return describe(a, schema.DynamicAttribute{})
	}
	switch a.Type {
	case field.TypeObject, field.TypeObjects:
		nested := attributes(a.Nested, resourceAttribute)
		object := objectType(nested)
		if a.Type == field.TypeObject {
			return describe(a, schema.SingleNestedAttribute{Attributes: nested, CustomType: object})
		}
		return describe(a, schema.ListNestedAttribute{
			NestedObject: schema.NestedAttributeObject{Attributes: nested, CustomType: object},
			CustomType:   types.ListType{ElemType: object},
		})
	case field.TypeMap:
		return describe(a, schema.MapAttribute{ElementType: types.StringType})
	case field.TypeStrings:
		return describe(a, schema.ListAttribute{ElementType: types.StringType})
	case field.TypeBool:
		return describe(a, schema.BoolAttribute{})
	case field.TypeInt:
		return describe(a, schema.Int64Attribute{})
	case field.TypeNumber:
		return describe(a, schema.Float64Attribute{})
	default:
		return describe(a, schema.StringAttribute{})
	}
}
