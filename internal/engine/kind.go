package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Kind declares a kind of object. O is its Go type, a pointer.
type Kind[O cluster.Object] struct {
	Name     string               // in Terraform, without the provider's prefix
	Plural   string               // the same for many
	Doc      string               // what it is, for the documentation
	Since    string               // the release that brings it, empty when all have it
	Cluster  cluster.Kind         // where its objects are
	New      func() O             // an empty object
	Fields   func(O) field.Object // its attributes
	Validate func(O) []Complaint  // what is wrong with an object, as far as one can tell without the cluster

	// Naming is how practitioners name an object, where that is not by its namespace and name.
	Naming *Naming[O]

	// Store is where the objects are, where that is not simply where the cluster has them.
	Store func(*cluster.Connection) Store[O]

	// Resolve decides what is left to the cluster. It leaves alone what is decided already.
	Resolve func(context.Context, *cluster.Connection, O) error

	// Survey looks at what is around an object that is about to be written.
	Survey func(context.Context, Around, O) ([]Finding, error)

	// Observe sets what only the cluster knows of an object.
	Observe func(context.Context, *cluster.Connection, O) error

	// Adopts says that the objects are there without us and have several owners, whose fields are [field.Shared]: making
	// one takes over what is configured, and destroying it gives that back.
	Adopts bool

	// Maker is who makes the objects, where one that we made would do harm.
	Maker string

	// Guards says that the objects keep something shut: one that gets another name is made under that before it goes
	// under the one that it had.
	Guards bool

	// Lint warns, whenever a configuration is validated, of what it says and probably does not mean.
	Lint func(O) []Finding

	// Warn says, at plan time, what may surprise about an object that is to be written.
	Warn func(O) []Finding

	// Settings are attributes of the resource alone, of which the cluster knows nothing.
	Settings func(O) field.Object

	// Leave prepares the end of an object, or refuses it. What it returns takes the preparations back, for an object that
	// stays after all; nil when there were none.
	Leave func(context.Context, *cluster.Connection, O) (undo func(context.Context) error, err error)

	// Replace refuses to plan that an object is replaced by another one.
	Replace func(context.Context, *cluster.Connection, O) error

	// Told are what data sources tell of an object besides its attributes, once Tell has found it out for all of them.
	Told func(O) field.Object
	Tell func(context.Context, *cluster.Connection, []O) error

	// Owner says why an object is not Terraform's to change, empty when it is.
	Owner func(O) string

	// Advise says what to do about an error that only the kind can make sense of, empty for others.
	Advise func(O, error) string

	// Partial says why a list of the objects may lack some, empty when it lacks none.
	Partial func(context.Context, *cluster.Connection) string

	// Suits says why a release of Calico cannot have an object, nil where it can.
	Suits func(O, *version.Version) *Refusal

	// Settle tells whether the cluster took a written object into use, where it decides that later. The error says that
	// it did not.
	Settle func(context.Context, *cluster.Connection, O) (done bool, err error)
}

// Store is where the objects of a kind are.
type Store[O cluster.Object] interface {
	Get(ctx context.Context, key cluster.Key) (O, error)
	List(ctx context.Context, namespace, selector string) ([]O, error)
	Create(ctx context.Context, object O) (O, error)
	Edit(ctx context.Context, key cluster.Key, change func(O) error) (O, error)
	// Delete deletes an object. Where the preconditions do not hold, it is a conflict.
	Delete(ctx context.Context, key cluster.Key, only metav1.Preconditions) error
}

// View is a kind of any type, as data sources offer it.
type View interface {
	DataSources() []func() datasource.DataSource
}

// Definition is a kind of any type, as the provider offers it.
type Definition interface {
	View
	Resource() func() resource.Resource
	Reference() func() resource.Resource
	List() func() list.ListResource
	// Facts are the name of the resource, where its objects are, and which release brings attributes that not all have.
	Facts() (typeName string, objects cluster.Kind, later map[string]string)
	operations() (typeName string, build func() operations)
	decode(manifest cluster.Fields, open Open) (attributes field.Value, ok bool, err error)
}

// Resource offers the kind as a resource.
func (k Kind[O]) Resource() func() resource.Resource {
	shared := newManaged(k)
	return func() resource.Resource {
		own := *shared
		return &own
	}
}

// doc is what the documentation says of the kind.
func (k Kind[O]) doc() string {
	if k.Since == "" {
		return k.Doc
	}
	return k.Doc + " Calico " + k.Since + " and later."
}

// Facts tell about the kind.
func (k Kind[O]) Facts() (typeName string, objects cluster.Kind, later map[string]string) {
	return typePrefix + k.Name, k.Cluster, k.Fields(k.New()).Later()
}

// operations offers the kind to the server.
func (k Kind[O]) operations() (typeName string, build func() operations) {
	return typePrefix + k.Name, func() operations { return newManaged(k) }
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

func (r *managed[O]) store() Store[O] { return r.kind.store(r.session.Connection) }

func (k Kind[O]) store(connection *cluster.Connection) Store[O] {
	if k.Store != nil {
		return k.Store(connection)
	}
	return cluster.Store[O]{Connection: connection, Kind: k.Cluster, New: k.New}
}
