package field

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Value is a value as Terraform has it: null, unknown, or what it is of the type that its schema says. The zero Value
// is null. It is a plain Go value: taking one apart and putting one together costs little, which cannot be said of the
// framework's own.
type Value struct {
	v any // nil, unknown, string, bool, *big.Float, []Value, map[string]Value or *typed
}

type unknown struct{}

// typed is a value of dynamic type: its type goes with it.
type typed struct {
	kind  string // the type as JSON; empty for that of a literal
	value Value
}

// The values that every type has.
var (
	Null    = Value{}
	Unknown = Value{unknown{}}
)

// NewValue is a value of Go's: a text, a switch, a number, elements or attributes.
func NewValue[T string | bool | *big.Float | []Value | map[string]Value](v T) Value { return Value{v} }

// unwrap is the value without its type.
func (v Value) unwrap() Value {
	if t, ok := v.v.(*typed); ok {
		return t.value
	}
	return v
}

// IsNull tells whether there is no value.
func (v Value) IsNull() bool { return v.unwrap().v == nil }

// IsKnown tells whether the value is known, though parts of it may not be.
func (v Value) IsKnown() bool { return v.unwrap() != Unknown }

// IsFullyKnown tells whether all of the value is known.
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

// Equal tells whether two values are the same, spelling and all.
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

// isComparable tells whether == compares values as such.
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

// Attributes takes an object or a map apart; a null or unknown one has none.
func (v Value) Attributes() map[string]Value {
	if t, ok := v.v.(*typed); ok {
		attributes, _ := t.value.v.(map[string]Value) // nobody has checked that it is one
		return attributes
	}
	if !v.IsKnown() {
		return nil
	}
	return as[map[string]Value](v)
}

// String is a value as a configuration says it. Only equal values have equal strings.
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

// Text is a string, empty where there is none.
func (v Value) Text() string {
	text, _ := v.unwrap().v.(string)
	return text
}

// Strings are the elements of a list of strings.
func (v Value) Strings() (all []string) {
	for _, element := range v.elements() {
		all = append(all, element.Text())
	}
	return all
}

// as is the only place that takes a value apart. Terraform has checked every value against the schema before we see it,
// so a mismatch is a mistake in this package.
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

// number is a number. Those that no machine number holds come as text.
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

// precision is that of Terraform's numbers, in bits.
const precision = 512

func parseNumber(text string) (*big.Float, error) {
	number, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	return number, err
}
