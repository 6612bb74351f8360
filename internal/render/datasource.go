package render

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// DataSource returns the schema of a data source with arguments and results.
func DataSource(arguments, results []field.Attribute, doc string) schema.Schema {
	all := attributes(slices.Concat(arguments, results), dataAttribute)
	return schema.Schema{MarkdownDescription: doc, Attributes: all}
}

func dataAttribute(a field.Attribute) schema.Attribute {
	if a.Dynamic {
		return describe(a, schema.DynamicAttribute{})
	}
	switch a.Type {
	case field.TypeObject, field.TypeObjects:
		nested := attributes(a.Nested, dataAttribute)
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
	case field.TypeNumber: // numbers in results may exceed 64 bits
		return describe(a, schema.NumberAttribute{})
	default:
		return describe(a, schema.StringAttribute{})
	}
}
