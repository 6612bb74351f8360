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

// CoreV1 is the API of namespaces, nodes and services.
var CoreV1 = schema.GroupVersion{Version: "v1"}

// MetadataClient are objects of which the metadata is all that we look at or touch.
type MetadataClient = Client[*metav1.PartialObjectMetadata]

func Metadata(c *Connection, kind Resource) MetadataClient {
	return MetadataClient{
		Connection: c, Resource: kind, New: func() *metav1.PartialObjectMetadata { return &metav1.PartialObjectMetadata{} },
	}
}

// Namespaces are the namespaces of a cluster.
func Namespaces(c *Connection) MetadataClient {
	return Metadata(c, Resource{Kind: "Namespace", Plural: "namespaces", GroupVersion: CoreV1})
}

// pointerTo is a pointer to T that is an object.
type pointerTo[T any] interface {
	*T
	Object
}

// ListAll are all objects of a Go type, none where they cannot be read.
func ListAll[T any, P pointerTo[T]](ctx context.Context, c *Connection, api schema.GroupVersion) []P {
	name := strings.TrimPrefix(fmt.Sprintf("%T", *new(T)), "v1.")
	return ListAllAs[T, P](ctx, c, api, name)
}

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

// CheckUID is a conflict where an object is another one than the one that is meant. Its version is no matter: what
// it is to us is an annotation of it.
func CheckUID(object metav1.Object, only metav1.Preconditions, resource string) error {
	if only.UID == nil || *only.UID == object.GetUID() {
		return nil
	}
	return apierrors.NewConflict(schema.GroupResource{Resource: resource}, object.GetName(),
		fmt.Errorf("it is the object %s, not %s", object.GetUID(), *only.UID))
}

// Merge is a map with the entries of another one over its own.
func Merge(live, ours map[string]string) map[string]string {
	all := maps.Clone(live)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, ours)
	return all
}
