package roundtrip

import (
	"cmp"
	"fmt"
	"reflect"
	"time"

	"github.com/projectcalico/api/pkg/lib/numorstring"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/randfill"
)

// Random returns an object with random valid values in all fields. Each of functions overrides the values of one type.
func Random[O any](empty func() O, seed int64, functions ...any) O {
	object := empty()
	filler := randfill.NewWithSeed(seed).NilChance(0).NumElements(1, 3).Funcs(
		func(*metav1.TypeMeta, randfill.Continue) {},
		func(m *metav1.ObjectMeta, c randfill.Continue) {
			m.Name, m.Labels, m.Annotations = Word(c), map[string]string{"k": Word(c)}, map[string]string{"k": Word(c)}
			m.Namespace = Word(c)
		},
		func(s *string, c randfill.Continue) { *s = Word(c) },
		func(b *bool, _ randfill.Continue) { *b = true },
		func(i *int, c randfill.Continue) { *i = []int{4, 6}[c.Intn(2)] },
		func(p *numorstring.Port, c randfill.Continue) {
			ports := []numorstring.Port{{PortName: Word(c)}, numorstring.SinglePort(uint16(1 + c.Intn(9999)))}
			ports = append(ports, numorstring.Port{MinPort: 1, MaxPort: uint16(2 + c.Intn(9999))})
			*p = ports[c.Intn(len(ports))]
		},
		func(p *numorstring.Protocol, c randfill.Continue) {
			*p = []numorstring.Protocol{numorstring.ProtocolFromInt(6), numorstring.ProtocolFromString("UDP")}[c.Intn(2)]
		},
		func(d *metav1.Duration, c randfill.Continue) {
			d.Duration = time.Duration(1+c.Intn(9999)) * time.Second
		},
		func(p *intstr.IntOrString, c randfill.Continue) {
			*p = []intstr.IntOrString{intstr.FromInt32(int32(c.Intn(9999))), intstr.FromString(Word(c))}[c.Intn(2)]
		},
	).Funcs(functions...)
	filler.Fill(object)
	name(reflect.ValueOf(object), "w")
	return object
}

// name sets every empty string of a named string type to a word.
func name(v reflect.Value, word string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		name(v.Elem(), word)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[metav1.ObjectMeta]() {
			return
		}
		for _, part := range v.Fields() {
			name(part, "w")
		}
	case reflect.Slice:
		for i := range v.Len() {
			name(v.Index(i), fmt.Sprintf("w%d", i)) // equal elements of a set are one
		}
	case reflect.String:
		if v.CanSet() && v.Type().PkgPath() != "" {
			v.SetString(cmp.Or(v.String(), word))
		}
	default: // no other kind holds strings
	}
}

// Word returns a random name.
func Word(c randfill.Continue) string { return fmt.Sprintf("w%d", c.Intn(1<<30)) }
