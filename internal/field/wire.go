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

// Decode reads a value that Terraform sent.
func Decode(content []byte) (Value, error) {
	decoder := msgpack.NewDecoder(bytes.NewReader(content))
	return decode(decoder)
}

func decode(from *msgpack.Decoder) (v Value, err error) {
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
	case isList(code):
		return decodeList(from)
	case isMap(code):
		v.v, err = decodeMap(from)
	default:
		v.v, err = decodeNumber(from, code)
	}
	return v, err
}

func isList(code byte) bool {
	return msgpcode.IsFixedArray(code) || code == msgpcode.Array16 || code == msgpcode.Array32
}

func isMap(code byte) bool {
	return msgpcode.IsFixedMap(code) || code == msgpcode.Map16 || code == msgpcode.Map32
}

func decodeNumber(from *msgpack.Decoder, code byte) (*big.Float, error) {
	number := new(big.Float).SetPrec(precision)
	switch code {
	case msgpcode.Float, msgpcode.Double:
		value, err := from.DecodeFloat64()
		if err != nil || value != value {
			return nil, errors.Join(err, errors.New("not a number"))
		}
		return number.SetFloat64(value), nil
	case msgpcode.Uint64:
		value, err := from.DecodeUint64()
		return number.SetUint64(value), err
	}
	value, err := from.DecodeInt64()
	return number.SetInt64(value), err
}

// decodeList reads a list, or a value of dynamic type: that is the bytes of its type and the value. No other value has
// bytes in it.
func decodeList(from *msgpack.Decoder) (Value, error) {
	length, err := from.DecodeArrayLen()
	if err != nil {
		return Null, err
	}
	if code, err := from.PeekCode(); length == 2 && err == nil && msgpcode.IsBin(code) {
		return decodeTyped(from)
	}
	values := []Value{}
	for range length {
		value, err := decode(from)
		if err != nil {
			return Null, err
		}
		values = append(values, value)
	}
	return Value{values}, nil
}

func decodeTyped(from *msgpack.Decoder) (Value, error) {
	kind, err := from.DecodeBytes()
	if err != nil {
		return Null, err
	}
	value, err := decode(from)
	return Value{&typed{string(kind), value}}, err
}

func decodeMap(from *msgpack.Decoder) (map[string]Value, error) {
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
		if values[name], err = decode(from); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// Encode is a value as Terraform reads it.
func (v Value) Encode() ([]byte, error) {
	var content bytes.Buffer
	err := v.encode(msgpack.NewEncoder(&content))
	return content.Bytes(), err
}

func (v Value) encode(to *msgpack.Encoder) error {
	switch is := v.v.(type) {
	case unknown:
		return to.Encode(msgpack.RawMessage{msgpcode.FixExt1, 0, 0})
	case string:
		return to.EncodeString(is)
	case bool:
		return to.EncodeBool(is)
	case *typed:
		return errors.Join(to.EncodeArrayLen(2), to.EncodeBytes([]byte(is.typeJSON())), is.value.encode(to))
	case *big.Float:
		return encodeNumber(to, is)
	case []Value:
		return encodeList(to, is)
	case map[string]Value:
		return encodeMap(to, is)
	}
	return to.EncodeNil()
}

func encodeList(to *msgpack.Encoder, values []Value) error {
	if err := to.EncodeArrayLen(len(values)); err != nil {
		return err
	}
	for _, value := range values {
		if err := value.encode(to); err != nil {
			return err
		}
	}
	return nil
}

// encodeNumber writes a number as the machine number that it is, else as text.
func encodeNumber(to *msgpack.Encoder, number *big.Float) error {
	if whole, accuracy := number.Int64(); accuracy == big.Exact {
		return to.EncodeInt(whole)
	}
	if float, accuracy := number.Float64(); accuracy == big.Exact && !number.IsInt() {
		return to.EncodeFloat64(float)
	}
	return to.EncodeString(number.Text('f', -1))
}

func encodeMap(to *msgpack.Encoder, values map[string]Value) error {
	if err := to.EncodeMapLen(len(values)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := errors.Join(to.EncodeString(name), values[name].encode(to)); err != nil {
			return err
		}
	}
	return nil
}

// Of is a value of the framework's. Those that come from it fit their types.
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

// As is a value as the framework has it. It must be of that type.
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
