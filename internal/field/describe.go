package field

import (
	"strings"
)

// Attribute describes a field for the code that builds schemas.
type Attribute struct {
	Name   string
	Usage  string // description without the sentences of the rules
	Doc    string
	Type   Type
	Nested []Attribute // attributes of a nested object, or of a list of nested objects

	Required, Optional, Computed, Sensitive bool
	Dynamic                                 bool // dynamic type: the schema does not declare the nested attributes
}

// Describe describes the fields of a configuration. Doc has JSON paths unless object, which holds the values, is nil.
func (o Fields) Describe(object any) []Attribute { return o.describe(object, Field.configurable) }

// DescribeArguments describes the arguments of a data source, which no change can replace.
func (o Fields) DescribeArguments(object any) []Attribute { return o.describe(object, Field.argument) }

// DescribeResults describes the fields that a data source returns.
func (o Fields) DescribeResults(object any) []Attribute { return o.describe(object, Field.result) }

func (o Fields) describe(object any, each func(Field) Attribute) []Attribute {
	if object != nil {
		o = o.placed(object)
	}
	all := make([]Attribute, len(o))
	for i, f := range o {
		all[i] = each(f)
		shape := f.shape()
		all[i].Type, all[i].Dynamic = shape.kind, shape.dynamic
		switch {
		case shape.dynamic && len(shape.object) > 0:
			all[i].Doc += " " + shape.members()
		case !shape.dynamic && shape.isObject():
			all[i].Nested = shape.describe(object != nil, all[i], each)
		}
	}
	return all
}

// describe describes the fields of nested objects. Below a read-only attribute, all attributes are read-only.
func (s shape) describe(placed bool, parent Attribute, each func(Field) Attribute) []Attribute {
	if !parent.Required && !parent.Optional {
		each = Field.result
	}
	if !placed {
		return s.object.describe(nil, each)
	}
	return s.object.describe(s.root, each)
}

func (f Field) configurable() Attribute {
	return Attribute{
		Name: f.Name, Usage: f.Usage, Doc: f.doc(), Sensitive: f.sensitive,
		Required: f.required, Optional: !f.required && f.origin != calculated && f.origin != computed,
		Computed: f.setDefault != nil || f.origin != configured,
	}
}

func (f Field) argument() Attribute {
	a := f.configurable()
	a.Doc = f.sentence() + f.defaultSentence()
	return a
}

func (f Field) result() Attribute {
	return Attribute{Name: f.Name, Usage: f.Usage, Doc: f.sentence(), Computed: true, Sensitive: f.sensitive}
}

func (s shape) isObject() bool { return s.kind == TypeObject || s.kind == TypeObjects }

// members lists the nested attributes of a dynamic attribute, because editors cannot read them from the schema.
func (s shape) members() string {
	names := make([]string, len(s.object))
	for i, f := range s.object {
		names[i] = "`" + f.Name + "`"
		if f.required {
			names[i] += " (required)"
		}
	}
	if s.kind == TypeObjects {
		return "A list of objects with " + strings.Join(names, ", ") + "."
	}
	return "An object with " + strings.Join(names, ", ") + "."
}

// doc returns the usage with the sentences of all rules.
func (f Field) doc() string {
	sentences := []string{f.sentence() + f.defaultSentence()}
	if f.useState {
		sentences = append(sentences, "Keeps its value when removed from the configuration.")
	}
	if f.immutable {
		sentences = append(sentences, "Changing this replaces the resource.")
	}
	if f.renames {
		sentences = append(sentences, "Changing this creates the new object first, then deletes the old one.")
	}
	if len(f.env) > 0 {
		sentences = append(sentences, "Environment variable: `"+strings.Join(f.env, "` or `")+"`.")
	}
	return strings.Join(sentences, " ")
}

func (f Field) defaultSentence() string {
	if f.defaultValue == nil {
		return ""
	}
	return " Defaults to " + literal(f.defaultValue) + "."
}

// sentence returns the usage with the sentences that are true of read-only values too.
func (f Field) sentence() string {
	sentences := append([]string{f.Usage}, f.notes...)
	if len(f.allowed) > 0 {
		sentences = append(sentences, "One of "+orList(literals(f.allowed))+".")
	}
	for _, g := range f.gates {
		if g.note != "" {
			sentences = append(sentences, g.note)
		}
	}
	if !f.since.isZero() {
		sentences = append(sentences, "Requires Calico "+f.since.String()+".")
	}
	if f.until != "" {
		sentences = append(sentences, "Removed in Calico "+f.until+".")
	}
	if f.place != "" {
		sentences = append(sentences, "Calico's `"+f.place+"`.")
	}
	return strings.Join(sentences, " ")
}
