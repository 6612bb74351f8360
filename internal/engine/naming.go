package engine

import (
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Naming is how practitioners name the objects of a kind.
type Naming[O cluster.Object] struct {
	Attributes []string                   // what names an object
	ID         func(O) string             // the same in one text
	Form       string                     // how that text is made, empty for the names with slashes between them
	Parse      func(id string, to O) bool // sets what an ID names, if it is one
	Key        func(O) cluster.Key        // where the cluster has it
}

// naming is how objects are named where the kind does not say.
func (k Kind[O]) naming() Naming[O] {
	if k.Naming != nil {
		return *k.Naming
	}
	n := Naming[O]{Attributes: []string{"name"}, Key: keyOf[O], Parse: k.parse}
	if k.Cluster.Namespaced {
		n.Attributes = []string{"namespace", "name"}
	}
	n.ID = func(object O) string { return keyOf(object).String() }
	return n
}

func keyOf[O cluster.Object](object O) cluster.Key {
	return cluster.Key{Namespace: object.GetNamespace(), Name: object.GetName()}
}

// parse reads an ID of the form name, or namespace/name.
func (k Kind[O]) parse(id string, to O) bool {
	namespace, name, namespaced := strings.Cut(id, "/")
	if !namespaced {
		namespace, name = "", id
	}
	to.SetNamespace(namespace)
	to.SetName(name)
	return namespaced == k.Cluster.Namespaced && name != "" && !strings.Contains(name, "/") &&
		(namespace != "" || !namespaced)
}

// keyNames are the attributes that name an object.
func (k Kind[O]) keyNames() []string { return k.naming().Attributes }

// key says where the cluster has an object.
func (k Kind[O]) key(object O) cluster.Key { return k.naming().Key(object) }

// id names an object.
func (k Kind[O]) id(object O) string { return k.naming().ID(object) }

// named is a state under the name that the resource has: what names an object does not change, whatever the cluster
// says of it now.
func (k Kind[O]) named(state, like field.Value) field.Value {
	if k.Naming == nil || like.IsNull() {
		return state
	}
	values, names := state.Attributes(), like.Attributes()
	for _, name := range k.keyNames() {
		if names[name].IsKnown() && !names[name].IsNull() {
			values[name] = names[name]
		}
	}
	return field.NewValue(values)
}
