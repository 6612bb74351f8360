package render

import (
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// List is the schema of a list block, whose arguments are strings.
func List(arguments []field.Attribute, doc string) schema.Schema {
	attributes := make(map[string]schema.Attribute, len(arguments))
	for _, a := range arguments {
		attributes[a.Name] = schema.StringAttribute{
			MarkdownDescription: a.Doc, Required: a.Required, Optional: a.Optional,
		}
	}
	return schema.Schema{MarkdownDescription: doc, Attributes: attributes}
}

// Identity is the schema of an identity, whose parts are strings.
func Identity(parts []field.Attribute) identityschema.Schema {
	attributes := make(map[string]identityschema.Attribute, len(parts))
	for _, a := range parts {
		attributes[a.Name] = identityschema.StringAttribute{
			RequiredForImport: a.Required, OptionalForImport: !a.Required, Description: a.Usage,
		}
	}
	return identityschema.Schema{Attributes: attributes}
}
