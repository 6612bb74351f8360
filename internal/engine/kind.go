package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Kind declares a kind of object. O is its Go type, a pointer.
type Kind[O cluster.Object] struct {
	Name   string           // of the resource, without the provider's prefix
	Plural string           // of the data source for many
	Doc    string           // description of the resource
	Since  string           // the release of Calico that brings the kind, empty when all have it
	API    cluster.Resource // where the cluster has the objects
	New    func() O         // an empty object

	Fields         func(O) field.Fields // the attributes
	ResourceFields func(O) field.Fields // attributes of the resource alone, which the cluster does not know

	Identity *Identity[O]                        // nil for namespace and name
	Client   func(*cluster.Connection) Client[O] // nil where the cluster has the objects as they are
	Explain  func(object O, err error) string    // what to do about an error, empty where the kind does not know

	Checks    Checks[O]
	Lifecycle Lifecycle[O]
	Ownership Ownership[O]
	Reads     Reads[O]
}

// Checks refuse or warn. All are optional, and run in this order.
type Checks[O cluster.Object] struct {
	// Validate returns what is wrong with an object. It runs at validate, and before a write where the cluster does not
	// validate. It does not ask the cluster.
	Validate func(O) []Violation

	// Lint returns warnings at validate. It does not ask the cluster.
	Lint func(O) []Diagnostic

	// Release says why a release of Calico cannot have an object, nil where it can. It runs at plan and before a write.
	Release func(O, *version.Version) *AttributeError

	// Warn returns warnings at plan. It does not ask the cluster.
	Warn func(O) []Diagnostic

	// Preflight compares an object with the cluster and the rest of the plan. It runs at plan and before a write.
	Preflight func(context.Context, PlanContext, O) ([]Diagnostic, error)

	// Replace refuses the replacement of an object. It runs at plan, and asks the cluster.
	Replace func(context.Context, *cluster.Connection, O) error
}

// Lifecycle says how objects come and go. All of it is optional.
type Lifecycle[O cluster.Object] struct {
	// CreateBeforeDestroy says that a renamed object is created under its next name before the last one is deleted.
	CreateBeforeDestroy bool

	// Resolve decides what the configuration leaves to the cluster, and keeps what is decided. It runs at the plan of a
	// creation and before the creation, and asks the cluster.
	Resolve func(context.Context, *cluster.Connection, O) error

	// Ready tells whether the cluster uses a written object. It is called after a write until it returns true or an
	// error, and asks the cluster.
	Ready func(context.Context, *cluster.Connection, O) (bool, error)

	// BeforeDelete prepares a deletion, or refuses it. It may write. The function it returns undoes the preparation of a
	// deletion that fails, nil where there is nothing to undo.
	BeforeDelete func(context.Context, *cluster.Connection, O) (undo func(context.Context) error, err error)
}

// Ownership says who else manages the objects.
type Ownership[O cluster.Object] struct {
	// Shared says that the objects have several owners, whose fields are [field.Shared]. Creating the resource takes over
	// the configured fields, and destroying it gives them back.
	Shared bool

	// CreatedBy is who creates the shared objects, where an object of ours would do harm.
	CreatedBy string

	// ManagedBy says who manages an object and what to do instead of changing it, empty for an object that may be changed.
	ManagedBy func(O) string
}

// Reads are what reading an object needs besides the object. All of it is optional, and asks the cluster.
type Reads[O cluster.Object] struct {
	// Status sets what only the cluster knows of an object.
	Status func(context.Context, *cluster.Connection, O) error

	// DataFields are attributes of data sources alone. DataStatus sets them, for all objects at once.
	DataFields func(O) field.Fields
	DataStatus func(context.Context, *cluster.Connection, []O) error

	// Incomplete says why a list may lack objects, empty when it lacks none.
	Incomplete func(context.Context, *cluster.Connection) string
}

// ReadOnlyKind is a kind of any type that has data sources.
type ReadOnlyKind interface {
	DataSources() []func() datasource.DataSource
}

// AnyKind is a kind of any type.
type AnyKind interface {
	ReadOnlyKind
	Resource() func() resource.Resource
	Reference() func() resource.Resource
	List() func() list.ListResource
	// Facts are the name of the resource, where its objects are, and which release brings attributes that not all have.
	Facts() (typeName string, api cluster.Resource, since map[string]string)
	operations() (typeName string, build func() operations)
	decode(manifest cluster.Unstructured, open OpenManifest) (attributes field.Value, ok bool, err error)
}

// Resource returns the constructor of the kind's resource.
func (k Kind[O]) Resource() func() resource.Resource {
	shared := newManaged(k)
	return func() resource.Resource {
		own := *shared
		return &own
	}
}

// doc is the description of the kind.
func (k Kind[O]) doc() string {
	if k.Since == "" {
		return k.Doc
	}
	return k.Doc + " Calico " + k.Since + " and later."
}

// Facts implements [AnyKind].
func (k Kind[O]) Facts() (typeName string, api cluster.Resource, since map[string]string) {
	return typePrefix + k.Name, k.API, k.Fields(k.New()).SinceByAttribute()
}

// operations returns the constructor of what the server does with the kind.
func (k Kind[O]) operations() (typeName string, build func() operations) {
	return typePrefix + k.Name, func() operations { return newManaged(k) }
}

// DataSources returns the constructors of the data sources for one object and for many.
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

func (k Kind[O]) client(connection *cluster.Connection) Client[O] {
	if k.Client != nil {
		return k.Client(connection)
	}
	return NewClient(connection, k.API, k.New)
}
