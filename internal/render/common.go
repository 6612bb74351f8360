package render

import (
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// describe returns an attribute of one of the framework's schema packages with the description of a field. The types of
// these packages have equal field names; some lack a field.
func describe[A any](a field.Attribute, attribute A) A {
	to := reflect.ValueOf(&attribute).Elem()
	to.FieldByName("MarkdownDescription").SetString(a.Doc)
	for _, flag := range []struct {
		name  string
		value bool
	}{{"Required", a.Required}, {"Optional", a.Optional}, {"Computed", a.Computed}, {"Sensitive", a.Sensitive}} {
		if f := to.FieldByName(flag.name); flag.value && f.IsValid() {
			f.SetBool(true)
		}
	}
	return attribute
}

// objectType returns the type of a nested object. As a CustomType it saves the framework from building the type again
// for each attribute of the object.
func objectType[A interface{ GetType() attr.Type }](attributes map[string]A) types.ObjectType {
	all := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		all[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: all}
}

// attributes renders each of some attributes.
func attributes[A any](list []field.Attribute, render func(field.Attribute) A) map[string]A {
	all := make(map[string]A, len(list))
	for _, a := range list {
		all[a.Name] = render(a)
	}
	return all
}
