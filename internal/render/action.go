package render

import (
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Action returns the schema of an action, whose arguments are flat or of dynamic type. Actions have no computed values.
func Action(arguments []field.Attribute, doc string) schema.Schema {
	return schema.Schema{MarkdownDescription: doc, Attributes: attributes(arguments, actionAttribute)}
}

func actionAttribute(a field.Attribute) schema.Attribute {
	switch {
	case a.Dynamic:
		return describe(a, schema.DynamicAttribute{})
	case a.Type == field.TypeStrings:
		return describe(a, schema.ListAttribute{ElementType: types.StringType})
	case a.Type == field.TypeBool:
		return describe(a, schema.BoolAttribute{})
	}
	return describe(a, schema.StringAttribute{})
}
