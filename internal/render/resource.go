package render

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Resource is the schema of a resource. Build it once: Terraform asks for it all the time.
func Resource(attributes []field.Attribute, doc string) schema.Schema {
	return schema.Schema{MarkdownDescription: doc, Attributes: resourceAttributes(attributes)}
}

func resourceAttributes(list []field.Attribute) map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(list))
	for _, a := range list {
		attributes[a.Name] = resourceAttribute(a)
	}
	return attributes
}

func resourceAttribute(a field.Attribute) schema.Attribute {
	if a.Dynamic {
		return schema.DynamicAttribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive,
		}
	}
	switch a.Type {
	case field.TypeObject, field.TypeObjects:
		return resourceObject(a)
	case field.TypeStrings, field.TypeMap:
		return resourceCollection(a)
	case field.TypeBool:
		return schema.BoolAttribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive,
		}
	case field.TypeInt:
		return schema.Int64Attribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive,
		}
	case field.TypeNumber:
		return schema.Float64Attribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive,
		}
	default:
		return schema.StringAttribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive,
		}
	}
}

func resourceCollection(a field.Attribute) schema.Attribute {
	if a.Type == field.TypeMap {
		return schema.MapAttribute{
			ElementType: types.StringType, MarkdownDescription: a.Doc,
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
		}
	}
	return schema.ListAttribute{
		ElementType: types.StringType, MarkdownDescription: a.Doc,
		Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
	}
}

func resourceObject(a field.Attribute) schema.Attribute {
	nested := resourceAttributes(a.Nested)
	object := objectType(nested)
	if a.Type == field.TypeObject {
		return schema.SingleNestedAttribute{
			Attributes: nested, CustomType: object, MarkdownDescription: a.Doc,
			Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
		}
	}
	return schema.ListNestedAttribute{
		NestedObject: schema.NestedAttributeObject{Attributes: nested, CustomType: object},
		CustomType:   types.ListType{ElemType: object}, MarkdownDescription: a.Doc,
		Required: a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
	}
}

// objectType is the type of a nested object. Without it, the framework builds the type again each time it looks at an
// attribute of the object.
func objectType[A interface{ GetType() attr.Type }](attributes map[string]A) types.ObjectType {
	all := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		all[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: all}
}
