package field

import (
	"fmt"
	"math/big"
)

// form is how a Go type is written in Terraform.
type form[T any] struct {
	kind   kind
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

func textForm[T fmt.Stringer](parse func(string) (T, error)) form[T] {
	return form[T]{
		kind:   text,
		decode: func(v Value) (T, error) { return parse(textOf(v)) },
		encode: func(value T) Value { return Value{value.String()} },
		empty:  func(value T) bool { return value.String() == "" },
	}
}

var boolForm = form[bool]{
	kind:   boolean,
	decode: func(v Value) (bool, error) { return as[bool](v), nil },
	encode: func(value bool) Value { return Value{value} },
}

var intForm = form[int]{
	kind: integer,
	decode: func(v Value) (int, error) {
		value, accuracy := numberOf(v).Int64()
		if accuracy != 0 {
			return 0, fmt.Errorf("%s is not a whole number that fits", numberOf(v).Text('g', 20))
		}
		return int(value), nil
	},
	encode: func(value int) Value { return Value{new(big.Float).SetInt64(int64(value))} },
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
