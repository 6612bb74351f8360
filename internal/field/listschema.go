package field

import (
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
)

// ListSchema is the schema of a list block that is asked with these fields, all of them text.
func ListSchema(o Fields, doc string) schema.Schema {
	attributes := make(map[string]schema.Attribute, len(o))
	for _, f := range o {
		attributes[f.Name] = schema.StringAttribute{
			MarkdownDescription: f.doc(), Required: f.required, Optional: !f.required,
		}
	}
	return schema.Schema{MarkdownDescription: doc, Attributes: attributes}
}

// IdentitySchema is the schema of an identity that these fields, all of them text, make up.
func IdentitySchema(o Fields) identityschema.Schema {
	attributes := make(map[string]identityschema.Attribute, len(o))
	for _, f := range o {
		attributes[f.Name] = identityschema.StringAttribute{
			RequiredForImport: f.required, OptionalForImport: !f.required, Description: f.Usage,
		}
	}
	return identityschema.Schema{Attributes: attributes}
}

// Named are the fields with some names.
func (o Fields) Named(names ...string) Fields {
	var some Fields
	for _, name := range names {
		for _, f := range o {
			if f.Name == name {
				some = append(some, f)
			}
		}
	}
	return some
}
