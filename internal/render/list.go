package render

import (
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// List returns the schema of a list block, whose arguments are strings and bools.
func List(arguments []field.Attribute, doc string) schema.Schema {
	return schema.Schema{MarkdownDescription: doc, Attributes: attributes(arguments,
		func(a field.Attribute) schema.Attribute {
			if a.Type == field.TypeBool {
				return describe(a, schema.BoolAttribute{})
			}
			return describe(a, schema.StringAttribute{})
		})}
}

// Identity returns the schema of a resource identity, whose parts are strings.
func Identity(parts []field.Attribute) identityschema.Schema {
	return identityschema.Schema{Attributes: attributes(parts, func(a field.Attribute) identityschema.Attribute {
		return identityschema.StringAttribute{
			RequiredForImport: a.Required, OptionalForImport: !a.Required, Description: a.Usage,
		}
	})}
}
