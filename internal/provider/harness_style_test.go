package provider_test

import (
	"maps"
	"strconv"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// styled is a configuration in which values of dynamic type are of random types, all of which Terraform would convert
// to what is declared: literals, typed variables with null for what is left out, and literals with some nulls and other
// scalars.
func (r *random) styled(kind string, config sample) tftypes.Value {
	of, _ := r.schema.ResourceSchemas[kind].ValueType().(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, t := range of.AttributeTypes {
		values[name] = valueOf(t, config[name])
	}
	for _, a := range referenceSchema().ResourceSchemas[kind].Block.Attributes {
		if value := config[a.Name]; value != nil && of.AttributeTypes[a.Name].Is(tftypes.DynamicPseudoType) {
			values[a.Name] = r.typed(a, value)
		}
	}
	return tftypes.NewValue(of, values)
}

func (r *random) typed(a *tfprotov6.SchemaAttribute, value any) tftypes.Value {
	switch r.IntN(3) {
	case 0:
		return valueOf(a.ValueType(), value)
	case 1:
		return literal(value)
	}
	return literal(r.mixed(a, value))
}

// mixed is a value with some nulls for what is left out, and some scalars of other types.
func (r *random) mixed(a *tfprotov6.SchemaAttribute, value any) any {
	switch v := value.(type) {
	case sample:
		if a.NestedType == nil {
			return v
		}
		mixed := maps.Clone(v)
		for _, inner := range a.NestedType.Attributes {
			if part, there := v[inner.Name]; there {
				mixed[inner.Name] = r.mixed(inner, part)
			} else if r.IntN(3) == 0 {
				mixed[inner.Name] = nil
			}
		}
		return mixed
	case []any:
		mixed := make([]any, len(v))
		for i, part := range v {
			mixed[i] = r.mixed(a, part)
		}
		return mixed
	case int:
		if r.IntN(2) == 0 {
			return strconv.Itoa(v)
		}
	case bool:
		if r.IntN(2) == 0 {
			return strconv.FormatBool(v)
		}
	case string:
		if n, err := strconv.Atoi(v); err == nil && strconv.Itoa(n) == v && r.IntN(2) == 0 {
			return n
		}
	}
	return value
}
