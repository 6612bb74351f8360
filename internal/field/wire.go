package field

import (
	"bytes"
	"errors"
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// Decode decodes a value in the MessagePack form of Terraform.
func Decode(content []byte) (Value, error) {
	return decoder{msgpack.NewDecoder(bytes.NewReader(content))}.value()
}

// decoder and encoder convert values from and to MessagePack.
type (
	decoder struct{ *msgpack.Decoder }
	encoder struct{ *msgpack.Encoder }
)

func (from decoder) value() (v Value, err error) {
	code, err := from.PeekCode()
	if err != nil {
		return v, err
	}
	switch {
	case code == msgpcode.Nil:
		return Null, from.DecodeNil()
	case msgpcode.IsExt(code):
		return Unknown, from.Skip()
	case msgpcode.IsString(code):
		v.v, err = from.DecodeString()
	case code == msgpcode.True || code == msgpcode.False:
		v.v, err = from.DecodeBool()
	case from.isList(code):
		return from.list()
	case from.isMap(code):
		v.v, err = from.object()
	default:
		v.v, err = from.number(code)
	}
	return v, err
}

func (decoder) isList(code byte) bool {
	return msgpcode.IsFixedArray(code) || code == msgpcode.Array16 || code == msgpcode.Array32
}

func (decoder) isMap(code byte) bool {
	return msgpcode.IsFixedMap(code) || code == msgpcode.Map16 || code == msgpcode.Map32
}

func (from decoder) number(code byte) (*big.Float, error) {
	number := new(big.Float).SetPrec(precision)
	switch code {
	case msgpcode.Float, msgpcode.Double:
		value, err := from.DecodeFloat64()
		if err != nil || value != value {
			return nil, errors.Join(err, errors.New("the value is not a number"))
		}
		return number.SetFloat64(value), nil
	case msgpcode.Uint64:
		value, err := from.DecodeUint64()
		return number.SetUint64(value), err
	}
	value, err := from.DecodeInt64()
	return number.SetInt64(value), err
}

// list decodes a list, or a value of dynamic type: a list of its type, as bytes, and its value. Only types are bytes.
func (from decoder) list() (Value, error) {
	length, err := from.DecodeArrayLen()
	if err != nil {
		return Null, err
	}
	if code, err := from.PeekCode(); length == 2 && err == nil && msgpcode.IsBin(code) {
		return from.typed()
	}
	values := []Value{}
	for range length {
		value, err := from.value()
		if err != nil {
			return Null, err
		}
		values = append(values, value)
	}
	return Value{values}, nil
}

func (from decoder) typed() (Value, error) {
	kind, err := from.DecodeBytes()
	if err != nil {
		return Null, err
	}
	value, err := from.value()
	return Value{&typed{string(kind), value}}, err
}

func (from decoder) object() (map[string]Value, error) {
	length, err := from.DecodeMapLen()
	if err != nil {
		return nil, err
	}
	values := map[string]Value{}
	for range length {
		name, err := from.DecodeString()
		if err != nil {
			return nil, err
		}
		if values[name], err = from.value(); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Encode encodes a value in the MessagePack form of Terraform.
func (v Value) Encode() ([]byte, error) {
	var content bytes.Buffer
	err := encoder{msgpack.NewEncoder(&content)}.value(v)
	return content.Bytes(), err
}

func (to encoder) value(v Value) error {
	switch is := v.v.(type) {
	case unknown:
		return to.Encode(msgpack.RawMessage{msgpcode.FixExt1, 0, 0})
	case string:
		return to.EncodeString(is)
	case bool:
		return to.EncodeBool(is)
	case *typed:
		return errors.Join(to.EncodeArrayLen(2), to.EncodeBytes([]byte(is.typeJSON())), to.value(is.value))
	case *big.Float:
		return to.number(is)
	case []Value:
		return to.list(is)
	case map[string]Value:
		return to.object(is)
	}
	return to.EncodeNil()
}

func (to encoder) list(values []Value) error {
	if err := to.EncodeArrayLen(len(values)); err != nil {
		return err
	}
	for _, value := range values {
		if err := to.value(value); err != nil {
			return err
		}
	}
	return nil
}

// number encodes a number as integer or float if that is exact, else as text.
func (to encoder) number(number *big.Float) error {
	if whole, accuracy := number.Int64(); accuracy == big.Exact {
		return to.EncodeInt(whole)
	}
	if float, accuracy := number.Float64(); accuracy == big.Exact && !number.IsInt() {
		return to.EncodeFloat64(float)
	}
	return to.EncodeString(number.Text('f', -1))
}

func (to encoder) object(values map[string]Value) error {
	if err := to.EncodeMapLen(len(values)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := errors.Join(to.EncodeString(name), to.value(values[name])); err != nil {
			return err
		}
	}
	return nil
}

// Of converts a value of the framework, and panics on a value that does not fit its type.
func Of(v tftypes.Value) Value {
	content, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		panic("field: " + err.Error())
	}
	value, err := Decode(content.MsgPack)
	if err != nil {
		panic("field: " + err.Error())
	}
	return value
}

// As converts a value to a type of the framework, and panics if the value has another type.
func (v Value) As(t tftypes.Type) tftypes.Value {
	content, err := v.Encode()
	if err != nil {
		panic("field: " + err.Error())
	}
	value, err := tfprotov6.DynamicValue{MsgPack: content}.Unmarshal(t)
	if err != nil {
		panic("field: " + err.Error())
	}
	return value
}
