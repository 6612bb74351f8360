package field

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ResourceSchema is the schema of a resource with these fields, which are bound to an object. Build it once: Terraform
// asks for it all the time.
func ResourceSchema(o Fields, object any, doc string) schema.Schema {
	return schema.Schema{MarkdownDescription: doc, Attributes: resourceAttributes(o.placed(object), Field.configurable)}
}

func resourceAttributes(o Fields, factsOf func(Field) facts) map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(o))
	for _, f := range o {
		switch shape, is := f.shape(), factsOf(f); {
		case shape.dynamic:
			attributes[f.Name] = schema.DynamicAttribute{
				MarkdownDescription: is.doc + " " + shape.members(),
				Required:            is.required, Optional: is.optional, Computed: is.computed,
			}
		case shape.isObject():
			attributes[f.Name] = resourceObject(shape, is)
		case shape.isCollection():
			attributes[f.Name] = resourceCollection(shape, is)
		default:
			attributes[f.Name] = resourceScalar(shape, is)
		}
	}
	return attributes
}

// members names what a structure of dynamic type takes, for editors, which know nothing else of it.
func (s shape) members() string {
	names := make([]string, len(s.object))
	for i, f := range s.object {
		names[i] = "`" + f.Name + "`"
		if f.required {
			names[i] += " (required)"
		}
	}
	if s.kind == groups {
		return "A list of objects with " + strings.Join(names, ", ") + "."
	}
	return "An object with " + strings.Join(names, ", ") + "."
}

func resourceScalar(s shape, is facts) schema.Attribute {
	switch s.kind {
	case boolean:
		return schema.BoolAttribute{
			MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Computed: is.computed,
		}
	case integer:
		return schema.Int64Attribute{
			MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Computed: is.computed,
		}
	case number:
		return schema.Float64Attribute{
			MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Computed: is.computed,
		}
	default:
		return schema.StringAttribute{
			MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Computed: is.computed,
		}
	}
}

func resourceCollection(s shape, is facts) schema.Attribute {
	if s.kind == mapping {
		return schema.MapAttribute{
			ElementType: types.StringType, MarkdownDescription: is.doc,
			Required: is.required, Optional: is.optional, Computed: is.computed,
		}
	}
	return schema.ListAttribute{
		ElementType: types.StringType, MarkdownDescription: is.doc,
		Required: is.required, Optional: is.optional, Computed: is.computed,
	}
}

func resourceObject(s shape, is facts) schema.Attribute {
	inner := Field.configurable
	if !is.required && !is.optional {
		inner = Field.answered
	}
	nested := resourceAttributes(s.placed(), inner)
	object := objectType(nested)
	if s.kind == group {
		return schema.SingleNestedAttribute{
			Attributes: nested, CustomType: object,
			MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Computed: is.computed,
		}
	}
	return schema.ListNestedAttribute{
		NestedObject:        schema.NestedAttributeObject{Attributes: nested, CustomType: object},
		CustomType:          types.ListType{ElemType: object},
		MarkdownDescription: is.doc, Required: is.required, Optional: is.optional, Computed: is.computed,
	}
}
