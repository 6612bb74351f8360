package attribute

import (
	"errors"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// DefaultMetadata returns the metadata attributes of a kind whose only object is named default.
func DefaultMetadata(m *metav1.ObjectMeta) field.Fields {
	return SettingsMetadata(m, field.OneOf("default"))
}

// NodeSettingsMetadata returns the metadata attributes of a kind whose objects are named default or node.NAME.
func NodeSettingsMetadata(m *metav1.ObjectMeta) field.Fields {
	fields := SettingsMetadata(m, field.Check(func(name string) error {
		if name == "default" || strings.HasPrefix(name, "node.") {
			return nil
		}
		return errors.New("Calico reads only the objects default and node.NAME: set name to one of them")
	}))
	fields[0].Note("`default` applies to all nodes, `node.NAME` to the node `NAME`.")
	return fields
}

// SettingsMetadata returns the metadata attributes of a kind of settings, with rules for the name.
func SettingsMetadata(m *metav1.ObjectMeta, names ...field.Rule[string]) field.Fields {
	name := field.String("name", &m.Name, "Name of the object.",
		append(names, field.Immutable[string], field.Default("default"))...)
	return append(field.Fields{name}, Metadata(m)[1:]...)
}

// Values of [Switch] and [SwitchWord].
const (
	Enabled  = "Enabled"
	Disabled = "Disabled"
)

// Switch declares a setting with the values Enabled and Disabled, for a field behind a pointer.
func Switch[T ~string](name string, p **T, usage string) field.Field {
	return field.OptString(name, p, usage, field.OneOfAnyCase[T](Enabled, Disabled))
}

// ExactSwitch is a [Switch] whose values Calico reads in this case only.
func ExactSwitch[T ~string](name string, p **T, usage string) field.Field {
	return field.OptString(name, p, usage, field.OneOf[T](Enabled, Disabled))
}

// SwitchWord declares a setting with the values Enabled and Disabled, for a field that is no pointer.
func SwitchWord[T ~string](name string, p *T, usage string) field.Field {
	return field.String(name, p, usage, field.OneOfAnyCase[T](Enabled, Disabled))
}

// Severity declares the lowest severity of the messages that a component logs.
func Severity(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOf("Debug", "Info", "Warning", "Error", "Fatal"))
}

// FelixSeverity declares the lowest severity of the messages that Felix logs. Only Felix has the severity Trace.
func FelixSeverity(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOfAnyCase("Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
		field.ValueSince("3.30", "Trace"))
}

// Port declares a port number.
func Port(name string, p **int, usage string) field.Field {
	return field.OptInt(name, p, usage, field.Between(0, 65535))
}
