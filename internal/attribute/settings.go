package attribute

import (
	"errors"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// SettingsMetadata are the attributes of an object of settings that exists once, by the name default.
func SettingsMetadata(m *metav1.ObjectMeta) field.Fields { return settings(m, field.OneOf("default")) }

// NodeSettingsMetadata are the attributes of an object of settings for all nodes, or for one.
func NodeSettingsMetadata(m *metav1.ObjectMeta) field.Fields {
	fields := settings(m, field.Check(func(name string) error {
		if name == "default" || strings.HasPrefix(name, "node.") {
			return nil
		}
		return errors.New("Calico reads the objects default and node.NAME alone")
	}))
	fields[0].Note("`default` is for all nodes, `node.NAME` for one.")
	return fields
}

func settings(m *metav1.ObjectMeta, names field.Rule[string]) field.Fields {
	name := field.String("name", &m.Name, "Name of the object.", names, field.Immutable, field.Default("default"))
	return append(field.Fields{name}, Metadata(m)[1:]...)
}

// Words that many settings take.
const (
	Enabled  = "Enabled"
	Disabled = "Disabled"
)

// Switch declares a setting that is on or off in words.
func Switch[T ~string](name string, p **T, usage string) field.Field {
	return field.OptString(name, p, usage, field.OneOf[T](Enabled, Disabled))
}

// SwitchWord is the same for one that is not behind a pointer.
func SwitchWord[T ~string](name string, p *T, usage string) field.Field {
	return field.String(name, p, usage, field.OneOf[T](Enabled, Disabled))
}

// Severity declares how grave a message must be to be logged.
func Severity(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOf("Debug", "Info", "Warning", "Error", "Fatal"))
}

// FelixSeverity is the same for Felix, which has one more.
func FelixSeverity(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOf("Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
		field.ValueSince("3.30", "Trace"))
}

// Port declares the number of a port.
func Port(name string, p **int, usage string) field.Field {
	return field.OptInt(name, p, usage, field.Between(0, 65535))
}
