package field

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
)

// convert converts a value of dynamic type to the declared type. It accepts what Terraform accepts: numbers, bools and
// strings for each other, tuples for lists, objects for maps. Undeclared keys and other types are problems.
func (n *node) convert(v Value) (Value, []Problem) {
	switch bare := v.unwrap(); {
	case bare.IsNull():
		return Null, nil
	case !bare.IsKnown():
		return Unknown, n.checkType(v)
	case n.kind == TypeStrings, n.kind == TypeObjects:
		return n.convertList(bare)
	case n.kind == TypeMap:
		return n.convertMap(bare)
	case n.kind == TypeObject:
		return n.convertObject(bare)
	default:
		return n.convertScalar(bare)
	}
}

// checkType checks the type of an unknown value, if the value has a type.
func (n *node) checkType(v Value) (problems []Problem) {
	t, ok := v.v.(*typed)
	if !ok {
		return nil
	}
	of := parseType(t.kind)
	isList := n.kind == TypeStrings || n.kind == TypeObjects
	switch kind, parts := constructor(of); kind {
	case "list", "set":
		if !isList {
			return n.mismatch(Value{[]Value{}})
		}
		_, problems = n.item.convert(outline(parts))
	case "map":
		if isList {
			return n.mismatch(Value{map[string]Value{}})
		}
	case "object", "tuple":
		_, problems = n.convert(outline(of))
	}
	return problems
}

func (n *node) convertList(v Value) (Value, []Problem) {
	given, ok := v.v.([]Value)
	if !ok {
		return Null, n.mismatch(v)
	}
	var problems []Problem
	values := make([]Value, len(given))
	for i, part := range given {
		value, found := n.item.convert(part)
		values[i] = value
		for _, p := range found {
			problems = append(problems, p.in(i))
		}
		if len(found) > 0 && value.IsNull() {
			values[i] = Unknown // null would be a second problem
		}
	}
	return NewValue(values), problems
}

func (n *node) convertMap(v Value) (Value, []Problem) {
	given, ok := v.v.(map[string]Value)
	if !ok {
		return Null, n.mismatch(v)
	}
	var problems []Problem
	values := make(map[string]Value, len(given))
	for _, key := range slices.Sorted(maps.Keys(given)) {
		value, found := n.item.convert(given[key])
		values[key] = value
		for _, p := range found {
			problems = append(problems, p.in(mapKey(key)))
			values[key] = Unknown // null would be a second problem
		}
	}
	return NewValue(values), problems
}

func (n *node) convertObject(v Value) (Value, []Problem) {
	given, ok := v.v.(map[string]Value)
	if !ok {
		return Null, n.mismatch(v)
	}
	problems, values, blank := n.unsupported(given), make(map[string]Value, len(n.children)), true
	for _, child := range n.children {
		part := given[child.name]
		value, found := child.convert(part)
		for _, p := range found {
			problems = append(problems, p.in(child.name))
		}
		if child.required && part.IsNull() {
			problems = append(problems, problem("Missing required argument %q. %s", child.name, child.usage)...)
		}
		values[child.name] = value
		blank = blank && part.saysNothing()
	}
	if blank && len(problems) == 0 && n.blank != "" {
		problems = problem("An empty object is not allowed. %s", n.blank)
	}
	return NewValue(values), problems
}

// saysNothing reports whether a value is null or an empty string.
func (v Value) saysNothing() bool { return v.IsNull() || v == NewValue("") }

func (n *node) unsupported(given map[string]Value) (problems []Problem) {
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if n.byName[key] == nil {
			problems = append(problems, Problem{Text: n.explain(key)}.in(key))
		}
	}
	return problems
}

func (n *node) convertScalar(v Value) (Value, []Problem) {
	var converted Value
	switch is := v.v.(type) {
	case string:
		converted = n.fromString(is)
	case bool:
		converted = map[Type]Value{TypeBool: v, TypeString: {fmt.Sprint(is)}}[n.kind]
	case *big.Float:
		if n.kind == TypeString {
			return NewValue(decimal(is)), nil
		}
		converted = map[Type]Value{TypeInt: v, TypeNumber: v}[n.kind]
	}
	if converted.IsNull() {
		return Null, n.mismatch(v)
	}
	return converted, nil
}

// decimal returns the string to which Terraform converts a number.
func decimal(number *big.Float) string {
	if whole, accuracy := number.Int64(); accuracy == big.Exact {
		return strconv.FormatInt(whole, 10)
	}
	return number.Text('f', -1)
}

func (n *node) fromString(s string) Value {
	switch n.kind {
	case TypeString:
		return NewValue(s)
	case TypeBool:
		return map[string]Value{"true": {true}, "1": {true}, "false": {false}, "0": {false}}[s]
	default:
		number, err := parseNumber(s)
		if err != nil {
			return Null
		}
		return NewValue(number)
	}
}

func (n *node) mismatch(v Value) []Problem {
	expected := map[Type]string{
		TypeString: "a string", TypeBool: "a bool", TypeInt: "a number", TypeNumber: "a number",
		TypeStrings: "a list of strings",
		TypeMap:     "a map of strings", TypeObject: "an object", TypeObjects: "a list of objects",
	}[n.kind]
	given := "the value " + v.String()
	switch v.v.(type) {
	case string:
		given = "the string " + v.String()
	case []Value:
		given = "a list"
	case map[string]Value:
		given = "an object"
	}
	return problem("Expected %s, got %s. %s", expected, given, n.usage)
}
