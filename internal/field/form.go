package field

import (
	"fmt"
	"math/big"
)

// conversion converts a Go type to Terraform values and back.
type conversion[T any] struct {
	kind   Type
	decode func(Value) (T, error)
	encode func(T) Value
	empty  func(T) bool // nil if no configured value is empty
}

func stringForm[T ~string]() conversion[T] {
	return conversion[T]{
		kind:   TypeString,
		decode: func(v Value) (T, error) { return T(v.text()), nil },
		encode: func(value T) Value { return NewValue(string(value)) },
		empty:  func(value T) bool { return value == "" },
	}
}

// Spelling converts a Go type to text and back.
type Spelling[T any] struct {
	Read  func(string) (T, error)
	Write func(T) string
}

func textForm[T any](s Spelling[T]) conversion[T] {
	return conversion[T]{
		kind:   TypeString,
		decode: func(v Value) (T, error) { return s.Read(v.text()) },
		encode: func(value T) Value { return NewValue(s.Write(value)) },
		empty:  func(value T) bool { return s.Write(value) == "" },
	}
}

var boolForm = conversion[bool]{
	kind:   TypeBool,
	decode: func(v Value) (bool, error) { return as[bool](v), nil },
	encode: func(value bool) Value { return NewValue(value) },
}

type whole interface {
	~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32
}

func intForm[T whole]() conversion[T] {
	return conversion[T]{
		kind: TypeInt,
		decode: func(v Value) (T, error) {
			value, accuracy := v.number().Int64()
			if accuracy != 0 || int64(T(value)) != value {
				return 0, fmt.Errorf("`%s` is not a whole number, or is too large", v)
			}
			return T(value), nil
		},
		encode: func(value T) Value { return NewValue(new(big.Float).SetInt64(int64(value))) },
	}
}

var floatForm = conversion[float64]{
	kind: TypeNumber,
	decode: func(v Value) (float64, error) {
		value, _ := v.number().Float64()
		return value, nil
	},
	encode: func(value float64) Value { return NewValue(big.NewFloat(value)) },
}

var bigForm = conversion[big.Int]{
	kind: TypeNumber,
	decode: func(v Value) (value big.Int, err error) {
		v.number().Int(&value)
		return value, nil
	},
	encode: func(value big.Int) Value { return NewValue(new(big.Float).SetPrec(precision).SetInt(&value)) },
}
