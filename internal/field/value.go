package field

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Value is a Terraform value: null, unknown, or a Go value. The zero Value is null. Values of the framework are not
// used, because each of them checks its type when it is created, which makes large plans slow.
type Value struct {
	v any // nil, unknown, string, bool, *big.Float, []Value, map[string]Value or *typed
}

type unknown struct{}

// typed is a value of dynamic type with its type.
type typed struct {
	kind  string // JSON form of the type, empty for the type of a literal
	value Value
}

// Values of every type.
var (
	Null    = Value{}
	Unknown = Value{unknown{}}
)

// NewValue returns a known value.
func NewValue[T string | bool | *big.Float | []Value | map[string]Value](v T) Value { return Value{v} }

// unwrap returns a value of dynamic type without its type, and any other value unchanged.
func (v Value) unwrap() Value {
	if t, ok := v.v.(*typed); ok {
		return t.value
	}
	return v
}

// IsNull reports whether the value is null.
func (v Value) IsNull() bool { return v.unwrap().v == nil }

// IsKnown reports whether the value is known. Parts of a known value may be unknown.
func (v Value) IsKnown() bool { return v.unwrap() != Unknown }

// IsSet reports whether the value is neither null nor unknown.
func (v Value) IsSet() bool { return v.IsKnown() && !v.IsNull() }

// IsFullyKnown reports whether the value and all its parts are known.
func (v Value) IsFullyKnown() bool {
	known := true
	v.walk(func(part Value) { known = known && part.IsKnown() })
	return known
}

func (v Value) walk(visit func(Value)) {
	visit(v)
	switch parts := v.unwrap().v.(type) {
	case []Value:
		for _, part := range parts {
			part.walk(visit)
		}
	case map[string]Value:
		for _, part := range parts {
			part.walk(visit)
		}
	}
}

// Equal reports whether two values have the same type and the same spelling.
func (v Value) Equal(other Value) bool {
	switch was := v.v.(type) {
	case *typed:
		is, ok := other.v.(*typed)
		return ok && was.equal(is)
	case *big.Float:
		is, ok := other.v.(*big.Float)
		return ok && was.Cmp(is) == 0
	case []Value:
		is, ok := other.v.([]Value)
		return ok && slices.EqualFunc(was, is, Value.Equal)
	case map[string]Value:
		is, ok := other.v.(map[string]Value)
		return ok && maps.EqualFunc(was, is, Value.Equal)
	}
	return other.isComparable() && v.v == other.v
}

// isComparable reports whether == compares values of the Go type in v.
func (v Value) isComparable() bool {
	switch v.v.(type) {
	case *big.Float, []Value, map[string]Value, *typed:
		return false
	}
	return true
}

func (t *typed) equal(other *typed) bool {
	return t == other || t.value.Equal(other.value) && t.typeJSON() == other.typeJSON()
}

// Attributes returns the attributes of an object or the elements of a map, nil for null and unknown.
func (v Value) Attributes() map[string]Value {
	if t, ok := v.v.(*typed); ok {
		attributes, _ := t.value.v.(map[string]Value) // Terraform does not check values of dynamic type
		return attributes
	}
	if !v.IsKnown() {
		return nil
	}
	return as[map[string]Value](v)
}

// String returns the value as a configuration would write it, without types and null attributes.
func (v Value) String() string {
	switch is := v.unwrap().v.(type) {
	case nil:
		return "null"
	case unknown:
		return "(known after apply)"
	case string:
		return strconv.Quote(is)
	case *big.Float:
		return is.Text('g', -1)
	case []Value:
		parts := make([]string, len(is))
		for i, part := range is {
			parts[i] = part.String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]Value:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(is)) {
			if !is[name].IsNull() {
				parts = append(parts, name+" = "+is[name].String())
			}
		}
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return fmt.Sprint(v.v)
}

// Text returns a string, "" for any other value.
func (v Value) Text() string {
	text, _ := v.unwrap().v.(string)
	return text
}

// Strings returns the elements of a list of strings.
func (v Value) Strings() (all []string) {
	for _, element := range v.elements() {
		all = append(all, element.Text())
	}
	return all
}

// as returns the Go value, zero for null. It panics on another type, since Terraform or convert has checked the type.
func as[T any](v Value) (value T) {
	if v.v == nil {
		return value
	}
	value, ok := v.v.(T)
	if !ok {
		panic("field: a value is not of the type that its schema says")
	}
	return value
}

func (v Value) elements() []Value { return as[[]Value](v) }

func (v Value) text() string { return as[string](v) }

// number returns a number. MessagePack encodes numbers beyond 64 bits as text.
func (v Value) number() *big.Float {
	text, ok := v.v.(string)
	if !ok {
		return as[*big.Float](v)
	}
	number, err := parseNumber(text)
	if err != nil {
		panic("field: a value is not of the type that its schema says")
	}
	return number
}

// precision is the precision of numbers in Terraform, in bits.
const precision = 512

func parseNumber(text string) (*big.Float, error) {
	number, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	return number, err
}
