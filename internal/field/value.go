package field

import (
	"math/big"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// as is the only place that takes a Terraform value apart. The framework has checked the type of every value against
// the schema before we see it, so a mismatch is a mistake in this package.
func as[T any](v tftypes.Value) (value T) {
	if err := v.As(&value); err != nil {
		panic("field: " + err.Error())
	}
	return value
}

// attributes takes an object or a map apart; a null one has none.
func attributes(v tftypes.Value) map[string]tftypes.Value {
	if !v.IsKnown() {
		return nil
	}
	return as[map[string]tftypes.Value](v)
}

func elements(v tftypes.Value) []tftypes.Value { return as[[]tftypes.Value](v) }

func textOf(v tftypes.Value) string { return as[string](v) }

func numberOf(v tftypes.Value) *big.Float { return as[*big.Float](v) }

func attributeTypes(t tftypes.Type) map[string]tftypes.Type {
	if object, ok := t.(tftypes.Object); ok {
		return object.AttributeTypes
	}
	return nil
}

func elementType(t tftypes.Type) tftypes.Type {
	switch collection := t.(type) {
	case tftypes.List:
		return collection.ElementType
	case tftypes.Map:
		return collection.ElementType
	}
	return nil
}

func null(t tftypes.Type) tftypes.Value { return tftypes.NewValue(t, nil) }
