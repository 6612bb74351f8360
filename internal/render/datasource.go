package render

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// DataSource is the schema of a data source with some arguments and results.
func DataSource(arguments, results []field.Attribute, doc string) schema.Schema {
	return schema.Schema{
		MarkdownDescription: doc, Attributes: dataAttributes(slices.Concat(arguments, results)),
	}
}

func dataAttributes(list []field.Attribute) map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(list))
	for _, a := range list {
		attributes[a.Name] = dataAttribute(a)
	}
	return attributes
}

func dataAttribute(a field.Attribute) schema.Attribute {
	switch a.Type {
	case field.TypeObject, field.TypeObjects:
		return dataObject(a)
	case field.TypeMap:
		return schema.MapAttribute{
			ElementType: types.StringType, MarkdownDescription: a.Doc, Computed: a.Computed, Sensitive: a.Sensitive,
		}
	case field.TypeStrings:
		return schema.ListAttribute{
			ElementType: types.StringType, MarkdownDescription: a.Doc, Computed: a.Computed, Sensitive: a.Sensitive,
		}
	case field.TypeBool:
		return schema.BoolAttribute{MarkdownDescription: a.Doc, Computed: a.Computed, Sensitive: a.Sensitive}
	case field.TypeInt:
		return schema.Int64Attribute{MarkdownDescription: a.Doc, Computed: a.Computed, Sensitive: a.Sensitive}
	case field.TypeNumber: // of any size, which a 64-bit float is not
		return schema.NumberAttribute{MarkdownDescription: a.Doc, Computed: a.Computed, Sensitive: a.Sensitive}
	default:
		return schema.StringAttribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive,
		}
	}
}

func dataObject(a field.Attribute) schema.Attribute {
	nested := dataAttributes(a.Nested)
	object := objectType(nested)
	if a.Type == field.TypeObject {
		return schema.SingleNestedAttribute{
			Attributes: nested, CustomType: object, MarkdownDescription: a.Doc, Computed: a.Computed,
			Sensitive: a.Sensitive,
		}
	}
	return schema.ListNestedAttribute{
		NestedObject: schema.NestedAttributeObject{Attributes: nested, CustomType: object},
		CustomType:   types.ListType{ElemType: object}, MarkdownDescription: a.Doc, Computed: a.Computed,
		Sensitive: a.Sensitive,
	}
}
