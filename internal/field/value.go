package field

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
)

// Value is a value as Terraform has it: null, unknown, or what it is of the type that its schema says. The zero Value
// is null. It is a plain Go value: taking one apart and putting one together costs little, which cannot be said of the
// framework's own.
type Value struct {
	v any // nil, unknown, string, bool, *big.Float, []Value or map[string]Value
}

type unknown struct{}

// The values that every type has.
var (
	Null    = Value{}
	Unknown = Value{unknown{}}
)

// NewValue is a value of Go's: a text, a switch, a number, elements or attributes.
func NewValue[T string | bool | *big.Float | []Value | map[string]Value](v T) Value { return Value{v} }

// IsNull tells whether there is no value.
func (v Value) IsNull() bool { return v.v == nil }

// IsKnown tells whether the value is known, though parts of it may not be.
func (v Value) IsKnown() bool { return v != Unknown }

// IsFullyKnown tells whether all of the value is known.
func (v Value) IsFullyKnown() bool {
	known := true
	v.walk(func(part Value) { known = known && part.IsKnown() })
	return known
}

func (v Value) walk(visit func(Value)) {
	visit(v)
	switch parts := v.v.(type) {
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
	switch other.v.(type) {
	case *big.Float, []Value, map[string]Value:
		return false
	}
	return v.v == other.v
}

// Attributes takes an object or a map apart; a null or unknown one has none.
func (v Value) Attributes() map[string]Value {
	if !v.IsKnown() {
		return nil
	}
	return as[map[string]Value](v)
}

// String is a value for people, and the same for equal values only.
func (v Value) String() string {
	switch is := v.v.(type) {
	case nil:
		return "null"
	case unknown:
		return "(known after apply)"
	case string:
		return strconv.Quote(is)
	case *big.Float:
		return is.Text('g', -1)
	}
	return fmt.Sprint(v.v)
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

func elements(v Value) []Value { return as[[]Value](v) }

func textOf(v Value) string { return as[string](v) }

// numberOf is a number. Those that no machine number holds come as text.
func numberOf(v Value) *big.Float {
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
