package engine

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Kind declares a kind of object. O is its Go type, a pointer.
type Kind[O cluster.Object] struct {
	Name     string               // in Terraform, without the provider's prefix
	Plural   string               // the same for many
	Doc      string               // what it is, for the documentation
	Cluster  cluster.Kind         // where its objects are
	New      func() O             // an empty object
	Fields   func(O) field.Object // its attributes
	Validate func(O) []Complaint  // what is wrong with an object, as far as one can tell without the cluster

	// Owner says why an object is not Terraform's to change, empty when it is.
	Owner func(O) string

	// Advise says what to do about an error that only the kind can make sense of, empty for others.
	Advise func(O, error) string

	// Guard refuses a new object that does not go together with others, for clusters that do not check that.
	Guard func(context.Context, *cluster.Connection, O) error

	// Partial says why a list of the objects may lack some, empty when it lacks none.
	Partial func(context.Context, *cluster.Connection) string

	// Settle tells whether the cluster took a written object into use, where it decides that later. The error says that
	// it did not.
	Settle func(context.Context, *cluster.Connection, O) (done bool, err error)
}

// Definition is a kind of any type, as the provider offers it.
type Definition interface {
	Resource() func() resource.Resource
	List() func() list.ListResource
	DataSources() []func() datasource.DataSource
}

// Resource offers the kind as a resource.
func (k Kind[O]) Resource() func() resource.Resource {
	shared := newManaged(k)
	return func() resource.Resource {
		own := *shared
		return &own
	}
}

// DataSources offers one object of the kind, and many.
func (k Kind[O]) DataSources() []func() datasource.DataSource {
	one, many := newSingular(k), newPlural(k)
	return []func() datasource.DataSource{
		func() datasource.DataSource {
			own := *one
			return &own
		},
		func() datasource.DataSource {
			own := *many
			return &own
		},
	}
}

// keyNames are the attributes that name an object.
func (k Kind[O]) keyNames() []string {
	if k.Cluster.Namespaced {
		return []string{"namespace", "name"}
	}
	return []string{"name"}
}

// key names an object.
func (k Kind[O]) key(object O) cluster.Key {
	return cluster.Key{Namespace: object.GetNamespace(), Name: object.GetName()}
}

// parseID reads the key from an import ID.
func (k Kind[O]) parseID(id string) (cluster.Key, bool) {
	namespace, name, namespaced := strings.Cut(id, "/")
	if !namespaced {
		namespace, name = "", id
	}
	good := namespaced == k.Cluster.Namespaced && name != "" && !strings.Contains(name, "/") &&
		(namespace != "" || !namespaced)
	return cluster.Key{Namespace: namespace, Name: name}, good
}

func (r *managed[O]) store() cluster.Store[O] { return r.kind.store(r.session.Connection) }

func (k Kind[O]) store(connection *cluster.Connection) cluster.Store[O] {
	return cluster.Store[O]{Connection: connection, Kind: k.Cluster, New: k.New}
}
