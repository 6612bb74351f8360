package field

import (
	"fmt"
	"math/big"
)

// form is how a Go type is written in Terraform.
type form[T any] struct {
	kind   valueType
	decode func(Value) (T, error)
	encode func(T) Value
	empty  func(T) bool // nil when no configured value is empty
}

func stringForm[T ~string]() form[T] {
	return form[T]{
		kind:   text,
		decode: func(v Value) (T, error) { return T(textOf(v)), nil },
		encode: func(value T) Value { return Value{string(value)} },
		empty:  func(value T) bool { return value == "" },
	}
}

// Spelling is how a value is written as text, and read from it.
type Spelling[T any] struct {
	Read  func(string) (T, error)
	Write func(T) string
}

func textForm[T any](s Spelling[T]) form[T] {
	return form[T]{
		kind:   text,
		decode: func(v Value) (T, error) { return s.Read(textOf(v)) },
		encode: func(value T) Value { return Value{s.Write(value)} },
		empty:  func(value T) bool { return s.Write(value) == "" },
	}
}

var boolForm = form[bool]{
	kind:   boolean,
	decode: func(v Value) (bool, error) { return as[bool](v), nil },
	encode: func(value bool) Value { return Value{value} },
}

// whole are the types of whole numbers.
type whole interface {
	~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32
}

func intForm[T whole]() form[T] {
	return form[T]{
		kind: integer,
		decode: func(v Value) (T, error) {
			value, accuracy := numberOf(v).Int64()
			if accuracy != 0 || int64(T(value)) != value {
				return 0, fmt.Errorf("%s is not a whole number that fits", numberOf(v).Text('g', 20))
			}
			return T(value), nil
		},
		encode: func(value T) Value { return Value{new(big.Float).SetInt64(int64(value))} },
	}
}

var floatForm = form[float64]{
	kind: number,
	decode: func(v Value) (float64, error) {
		value, _ := numberOf(v).Float64()
		return value, nil
	},
	encode: func(value float64) Value { return Value{big.NewFloat(value)} },
}

var bigForm = form[big.Int]{
	kind: number,
	decode: func(v Value) (value big.Int, err error) {
		numberOf(v).Int(&value)
		return value, nil
	},
	encode: func(value big.Int) Value { return Value{new(big.Float).SetPrec(precision).SetInt(&value)} },
}
