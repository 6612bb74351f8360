package engine

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Kind declares a kind of object. O is a pointer to the Go type of the objects.
type Kind[O cluster.Object] struct {
	Name   string           // resource type without the provider prefix
	Plural string           // data source type for many objects, without the provider prefix
	Doc    string           // description of the resource
	Since  string           // release of Calico that introduces the kind, empty for all supported releases
	API    cluster.Resource // API resource of the objects
	New    func() O         // returns an empty object

	Fields         func(O) field.Fields // attributes of the resource and of the data sources
	ResourceFields func(O) field.Fields // attributes of the resource only, which the cluster does not store

	Identity *Identity[O]                        // nil for identity by namespace and name
	Client   func(*cluster.Connection) Client[O] // nil for objects that the cluster stores as they are
	Explain  func(object O, err error) string    // returns advice on an error, or an empty string

	Checks    Checks[O]
	Lifecycle Lifecycle[O]
	Ownership Ownership[O]
	Reads     Reads[O]
}

// Checks are optional checks of an object, in the order in which the engine runs them.
type Checks[O cluster.Object] struct {
	// Validate returns what is wrong with an object, without requests. The engine calls Validate at validate, in
	// DecodeManifest, and before a write if the cluster does not validate objects.
	Validate func(O) []Violation

	// ValidateRelease returns what only some releases of Calico find wrong with an object, at plan and before a write.
	ValidateRelease func(O, *version.Version) []Violation

	// Lint returns warnings at validate, without requests.
	Lint func(O) []Diagnostic

	// Release returns why a release of Calico cannot store an object, or nil, at plan and before a write.
	Release func(O, *version.Version) *AttributeError

	// Warn returns warnings at plan, without requests.
	Warn func(O) []Diagnostic

	// Planned keeps the planned objects for preflight checks, which call [Planned] and [PlanContext.Lacks].
	Planned bool

	// Preflight compares an object with the cluster and with the rest of the plan, at plan and before a write.
	Preflight func(context.Context, PlanContext, O) ([]Diagnostic, error)

	// Replace returns an [AttributeError] to refuse the replacement of an object, at plan.
	Replace func(context.Context, *cluster.Connection, O) error
}

// Lifecycle customizes create, rename and delete. All fields are optional.
type Lifecycle[O cluster.Object] struct {
	// CreateBeforeDestroy makes a rename create the object under the new name before the old object is deleted.
	CreateBeforeDestroy bool

	// Resolve sets missing values that depend on the cluster, at the plan of a create and before the create.
	Resolve func(context.Context, *cluster.Connection, O) error

	// Ready reports whether the cluster uses a written object. The engine polls Ready after a create or an update.
	Ready func(context.Context, *cluster.Connection, O) (bool, error)

	// BeforeDelete prepares or refuses a deletion, and may write. If the deletion fails, the engine calls undo if set.
	BeforeDelete func(context.Context, *cluster.Connection, O) (undo func(context.Context) error, err error)
}

// Ownership declares who else manages the objects. All fields are optional.
type Ownership[O cluster.Object] struct {
	// Shared declares that the objects have several owners and that their fields are [field.Shared]. A create takes
	// over the configured fields, and a destroy releases the fields.
	Shared bool

	// CreatedBy names the component that creates the shared objects, if the engine must not create them.
	CreatedBy string

	// Disposable reports whether a destroy deletes a shared object, because what is left of it has no effect.
	Disposable func(O) bool

	// ManagedBy returns who manages an object and what to do instead, or "" if Terraform may change the object.
	ManagedBy func(O) string

	// Compiled reports whether another resource type of this provider compiled an object, so lists leave it out.
	Compiled func(O) bool
}

// Reads declares reads beyond the object itself. All fields are optional.
type Reads[O cluster.Object] struct {
	// Status sets computed attributes that are not part of the stored object.
	Status func(context.Context, *cluster.Connection, O) error

	// DataFields returns attributes that only data sources have. DataStatus sets their values, for all objects at once.
	DataFields func(O) field.Fields
	DataStatus func(context.Context, *cluster.Connection, []O) error

	// Incomplete returns why a list may lack objects, or an empty string if the list is complete.
	Incomplete func(context.Context, *cluster.Connection) string
}

// ReadOnlyKind is a [Kind] of any type that offers data sources.
type ReadOnlyKind interface {
	DataSources() []func() datasource.DataSource
}

// AnyKind is a [Kind] of any type, with its resource, list resource and data sources.
type AnyKind interface {
	ReadOnlyKind
	Resource() func() resource.Resource
	Reference() func() resource.Resource
	List() func() list.ListResource
	// Facts returns the resource type, the API resource, and the releases of Calico that introduce attributes.
	Facts() (typeName string, api cluster.Resource, since map[string]field.Since)
	// Removals returns the releases of Calico that remove attributes.
	Removals() map[string]string
	// Objects returns a function that converts the attributes of a plan or state to an API object.
	Objects() func(attributes field.Value) (metav1.Object, error)
	operations() (typeName string, build func() operations)
	decode(manifest cluster.Unstructured, open OpenManifest) (attributes field.Value, ok bool, err error)
}

// Resource returns the constructor of the resource.
func (k Kind[O]) Resource() func() resource.Resource {
	shared := newManaged(k)
	return func() resource.Resource {
		own := *shared
		return &own
	}
}

func (k Kind[O]) doc() string {
	if k.Since == "" {
		return k.Doc
	}
	first, rest, more := strings.Cut(k.Doc, "\n\n")
	doc := first + " Requires Calico " + k.Since + " or later."
	if more {
		doc += "\n\n" + rest
	}
	return doc
}

// described returns the object whose JSON paths the documentation shows, nil for objects that are not Calico's.
func (k Kind[O]) described(object O) any {
	if k.Client != nil {
		return nil
	}
	return object
}

// Facts implements [AnyKind].
func (k Kind[O]) Facts() (typeName string, api cluster.Resource, since map[string]field.Since) {
	return typePrefix + k.Name, k.API, k.Fields(k.New()).Releases()
}

// Removals implements [AnyKind].
func (k Kind[O]) Removals() map[string]string { return k.Fields(k.New()).Removals() }

// operations returns the constructor of the operations that the [Server] calls.
func (k Kind[O]) operations() (typeName string, build func() operations) {
	return typePrefix + k.Name, func() operations { return newManaged(k) }
}

// DataSources returns the constructors of the singular and the plural data source.
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
	return standard[O]{cluster.Client[O]{Connection: connection, Resource: k.API, New: k.New}}
}
