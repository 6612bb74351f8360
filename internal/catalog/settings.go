package catalog

import (
	"errors"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// settingsMetadata are the attributes of every object of settings: there is one for all, called default.
func settingsMetadata(m *metav1.ObjectMeta, rules ...field.Rule[string]) field.Object {
	rest := metadata(m)[1:]
	name := field.String("name", &m.Name, "Name of the object.",
		append(rules, field.Immutable[string], field.Default("default"))...)
	return append(field.Object{name}, rest...)
}

// perNode is for settings that there are for all nodes and for each of them.
var perNode = []field.Rule[string]{
	field.Note[string]("`default` is for all nodes, `node.NAME` for one."),
	field.Check(func(name string) error {
		if name == "default" || strings.HasPrefix(name, "node.") {
			return nil
		}
		return errors.New("Calico reads the objects default and node.NAME alone")
	}),
}

// Words that many settings take.
const (
	enabled  = "Enabled"
	disabled = "Disabled"
)

// switched declares a setting that is on or off in words.
func switched[T ~string](name string, p **T, usage string, rules ...field.Rule[T]) field.Field {
	return field.OptString(name, p, usage, append(rules, field.OneOf[T](enabled, disabled))...)
}

// switchedWord is the same for one that is not behind a pointer.
func switchedWord[T ~string](name string, p *T, usage string, rules ...field.Rule[T]) field.Field {
	return field.String(name, p, usage, append(rules, field.OneOf[T](enabled, disabled))...)
}

// severity declares how grave a message must be to be logged.
func severity(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOf("Debug", "Info", "Warning", "Error", "Fatal"))
}

// felixSeverity is the same for Felix, which has one more.
func felixSeverity(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOf("Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
		field.Later("3.30", "Trace"))
}

// port declares the number of a port.
func port(name string, p **int, usage string) field.Field {
	return field.OptInt(name, p, usage, field.Between(0, 65535))
}
