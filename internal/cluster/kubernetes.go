package cluster

import (
	"context"
	"fmt"
	"maps"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// CoreV1 is the core API of Kubernetes.
var CoreV1 = schema.GroupVersion{Version: "v1"}

// MetadataClient is a client that reads and changes only the metadata of objects.
type MetadataClient = Client[*metav1.PartialObjectMetadata]

// Metadata returns a client for the metadata of the objects of a kind.
func Metadata(c *Connection, kind Resource) MetadataClient {
	return MetadataClient{
		Connection: c, Resource: kind, New: func() *metav1.PartialObjectMetadata { return &metav1.PartialObjectMetadata{} },
	}
}

// NamespaceResource is the API resource of namespaces.
var NamespaceResource = Resource{Kind: "Namespace", Plural: "namespaces", GroupVersion: CoreV1}

// Namespaces returns a client for namespaces.
func Namespaces(c *Connection) MetadataClient { return Metadata(c, NamespaceResource) }

type pointerTo[T any] interface {
	*T
	Object
}

// ListAll returns all objects of a Go type, nil if they cannot be listed. The Go type must be named like the kind.
func ListAll[T any, P pointerTo[T]](ctx context.Context, c *Connection, api schema.GroupVersion) []P {
	name := strings.TrimPrefix(fmt.Sprintf("%T", *new(T)), "v1.")
	return ListAllAs[T, P](ctx, c, api, name)
}

// ListAllAs returns all objects of a kind, nil if they cannot be listed.
func ListAllAs[T any, P pointerTo[T]](
	ctx context.Context, c *Connection, api schema.GroupVersion, kind string,
) []P {
	store := Client[P]{
		Connection: c, New: func() P { return new(T) },
		Resource: Resource{Kind: kind, Plural: strings.ToLower(kind) + "s", GroupVersion: api},
	}
	all, err := store.List(ctx, "", "")
	if err != nil {
		return nil
	}
	return all
}

// CheckUID returns a conflict if the object has another UID than the precondition. It ignores the resourceVersion.
func CheckUID(object metav1.Object, only metav1.Preconditions, resource string) error {
	if only.UID == nil || *only.UID == object.GetUID() {
		return nil
	}
	return apierrors.NewConflict(schema.GroupResource{Resource: resource}, object.GetName(),
		fmt.Errorf("it is the object %s, not %s", object.GetUID(), *only.UID))
}

// Merge returns a copy of live with the entries of ours, which win over those of live.
func Merge(live, ours map[string]string) map[string]string {
	all := maps.Clone(live)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, ours)
	return all
}
