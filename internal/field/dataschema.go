package field

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// DataSourceSchema is the schema of a data source that is asked with some fields and answers with others. All are bound
// to one object.
func DataSourceSchema(inputs, outputs Fields, object any, doc string) schema.Schema {
	attributes := dataAttributes(inputs.placed(object), Field.configurable)
	maps.Copy(attributes, dataAttributes(outputs.placed(object), Field.answered))
	return schema.Schema{MarkdownDescription: doc, Attributes: attributes}
}

func dataAttributes(o Fields, factsOf func(Field) facts) map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(o))
	for _, f := range o {
		shape, is := f.shape(), factsOf(f)
		switch shape.kind {
		case boolean:
			attributes[f.Name] = schema.BoolAttribute{MarkdownDescription: is.doc, Computed: is.computed}
		case integer:
			attributes[f.Name] = schema.Int64Attribute{MarkdownDescription: is.doc, Computed: is.computed}
		case number:
			attributes[f.Name] = schema.NumberAttribute{MarkdownDescription: is.doc, Computed: is.computed}
		case text:
			attributes[f.Name] = schema.StringAttribute{
				MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Computed: is.computed,
			}
		default:
			attributes[f.Name] = dataCollection(shape, is)
		}
	}
	return attributes
}

func dataCollection(s shape, is facts) schema.Attribute {
	if s.isObject() {
		return dataObject(s, is)
	}
	if s.kind == mapping {
		return schema.MapAttribute{ElementType: types.StringType, MarkdownDescription: is.doc, Computed: is.computed}
	}
	return schema.ListAttribute{ElementType: types.StringType, MarkdownDescription: is.doc, Computed: is.computed}
}

func dataObject(s shape, is facts) schema.Attribute {
	nested := dataAttributes(s.placed(), Field.answered)
	object := objectType(nested)
	if s.kind == group {
		return schema.SingleNestedAttribute{
			Attributes: nested, CustomType: object, MarkdownDescription: is.doc, Computed: is.computed,
		}
	}
	return schema.ListNestedAttribute{
		NestedObject: schema.NestedAttributeObject{Attributes: nested, CustomType: object},
		CustomType:   types.ListType{ElemType: object}, MarkdownDescription: is.doc, Computed: is.computed,
	}
}
