package field

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
)

// convert is a value of any type as it is declared. It converts what Terraform would: numbers, bools and strings to
// each other, tuples to lists, objects to maps. Keys that are not declared, and what cannot be converted, are problems.
func (n *node) convert(v Value) (Value, []Problem) {
	switch bare := v.bare(); {
	case bare.IsNull():
		return Null, nil
	case !bare.IsKnown():
		return Unknown, n.checkType(v)
	case n.kind == texts, n.kind == groups:
		return n.convertList(bare)
	case n.kind == mapping:
		return n.convertMap(bare)
	case n.kind == group:
		return n.convertObject(bare)
	default:
		return n.convertScalar(bare)
	}
}

// checkType checks the type of an unknown value, where it has one.
func (n *node) checkType(v Value) (problems []Problem) {
	t, ok := v.v.(*typed)
	if !ok {
		return nil
	}
	of := parseType(t.kind)
	isList := n.kind == texts || n.kind == groups
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
			values[i] = Unknown // as for maps
		}
	}
	return Value{values}, problems
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
			values[key] = Unknown // it is wrong, and not null
		}
	}
	return Value{values}, problems
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
		blank = blank && part.IsNull()
	}
	if blank && len(problems) == 0 && n.blank != "" {
		problems = problem("It is empty. %s", n.blank)
	}
	return Value{values}, problems
}

// unsupported are the keys that are not declared.
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
		converted = map[valueType]Value{boolean: v, text: {fmt.Sprint(is)}}[n.kind]
	case *big.Float:
		if n.kind == text {
			return Value{decimal(is)}, nil
		}
		converted = map[valueType]Value{integer: v, number: v}[n.kind]
	}
	if converted.IsNull() {
		return Null, n.mismatch(v)
	}
	return converted, nil
}

// decimal is a number as Terraform writes it.
func decimal(number *big.Float) string {
	if whole, accuracy := number.Int64(); accuracy == big.Exact {
		return strconv.FormatInt(whole, 10)
	}
	return number.Text('f', -1)
}

func (n *node) fromString(s string) Value {
	switch n.kind {
	case text:
		return Value{s}
	case boolean:
		return map[string]Value{"true": {true}, "1": {true}, "false": {false}, "0": {false}}[s]
	default:
		number, err := parseNumber(s)
		if err != nil {
			return Null
		}
		return Value{number}
	}
}

// mismatch is what is wrong with a value of another type than is declared.
func (n *node) mismatch(v Value) []Problem {
	expected := map[valueType]string{
		text: "a string", boolean: "a bool", integer: "a number", number: "a number", texts: "a list of strings",
		mapping: "a map of strings", group: "an object", groups: "a list of objects",
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
