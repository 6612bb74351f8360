package field

import (
	"fmt"
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// form is how a Go type is written in Terraform.
type form[T any] struct {
	kind   kind
	decode func(tftypes.Value) (T, error)
	encode func(T) any
	empty  func(T) bool // nil when no configured value is empty
}

func stringForm[T ~string]() form[T] {
	return form[T]{
		kind:   text,
		decode: func(v tftypes.Value) (T, error) { return T(textOf(v)), nil },
		encode: func(value T) any { return string(value) },
		empty:  func(value T) bool { return value == "" },
	}
}

func textForm[T fmt.Stringer](parse func(string) (T, error)) form[T] {
	return form[T]{
		kind:   text,
		decode: func(v tftypes.Value) (T, error) { return parse(textOf(v)) },
		encode: func(value T) any { return value.String() },
		empty:  func(value T) bool { return value.String() == "" },
	}
}

var boolForm = form[bool]{
	kind:   boolean,
	decode: func(v tftypes.Value) (bool, error) { return as[bool](v), nil },
	encode: func(value bool) any { return value },
}

var intForm = form[int]{
	kind: integer,
	decode: func(v tftypes.Value) (int, error) {
		value, accuracy := numberOf(v).Int64()
		if accuracy != 0 {
			return 0, fmt.Errorf("%s is not a whole number that fits", numberOf(v).Text('g', 20))
		}
		return int(value), nil
	},
	encode: func(value int) any { return value },
}

var floatForm = form[float64]{
	kind: number,
	decode: func(v tftypes.Value) (float64, error) {
		value, _ := numberOf(v).Float64()
		return value, nil
	},
	encode: func(value float64) any { return value },
}

var bigForm = form[big.Int]{
	kind: number,
	decode: func(v tftypes.Value) (value big.Int, err error) {
		numberOf(v).Int(&value)
		return value, nil
	},
	encode: func(value big.Int) any { return new(big.Float).SetPrec(256).SetInt(&value) },
}
