package field

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// facts are what a schema says of an attribute besides its type.
type facts struct {
	doc                                     string
	required, optional, computed, sensitive bool
}

// configurable are the facts of an attribute that practitioners configure.
func (f Field) configurable() facts {
	return facts{
		doc:      f.doc(),
		required: f.required, optional: !f.required && f.origin != calculated && f.origin != computed,
		computed:  f.setDefault != nil || f.origin != configured,
		sensitive: f.sensitive,
	}
}

// answered are the facts of an attribute that a data source answers with.
func (f Field) answered() facts { return facts{doc: f.sentence(), computed: true} }

// isObject tells whether the attribute has attributes below it.
func (s shape) isObject() bool { return s.kind == group || s.kind == groups }

// isCollection tells whether the attribute is a list or a map of strings.
func (s shape) isCollection() bool { return s.kind == texts || s.kind == mapping }

// objectType is the type of a nested object. Left to itself, the framework builds it anew each time it looks at an
// attribute below it.
func objectType[A interface{ GetType() attr.Type }](attributes map[string]A) types.ObjectType {
	all := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		all[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: all}
}

// doc is the usage with everything that the rules say.
func (f Field) doc() string {
	sentences := []string{f.sentence()}
	if f.defaultValue != nil {
		sentences = append(sentences, "Defaults to "+literal(f.defaultValue)+".")
	}
	if f.useState {
		sentences = append(sentences, "Stays what it is when it is no longer configured.")
	}
	if f.immutable {
		sentences = append(sentences, "Changing it replaces the resource.")
	}
	if f.renames {
		sentences = append(sentences, "Changing it creates the new object first, then deletes the old one.")
	}
	if len(f.env) > 0 {
		sentences = append(sentences, "Taken from `"+strings.Join(f.env, "` or `")+"` when not set.")
	}
	return strings.Join(sentences, " ")
}

// sentence is the usage with what holds wherever the value stands.
func (f Field) sentence() string {
	sentences := append([]string{f.Usage}, f.notes...)
	if len(f.allowed) > 0 {
		sentences = append(sentences, "One of "+orList(literals(f.allowed))+".")
	}
	for _, value := range slices.Sorted(maps.Keys(f.later)) {
		sentences = append(sentences, "`"+value+"` needs Calico "+f.later[value]+".")
	}
	if f.since != "" {
		sentences = append(sentences, "Calico "+f.since+" and later.")
	}
	if f.place != "" {
		sentences = append(sentences, "Calico's `"+f.place+"`.")
	}
	return strings.Join(sentences, " ")
}
