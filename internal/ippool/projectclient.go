package ippool

import (
	"context"
	"encoding/json"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// projectClient reads and writes the pools of projects in annotations of namespaces.
type projectClient struct{ namespaces cluster.MetadataClient }

// read returns the pools that a namespace names. An annotation that is no JSON list is shown as one name.
func (b projectClient) read(namespace *metav1.PartialObjectMetadata) *project {
	list := func(key string) (names []string) {
		text := namespace.Annotations[key]
		if text != "" && json.Unmarshal([]byte(text), &names) != nil {
			return []string{text}
		}
		return names
	}
	p := &project{*namespace, list(ipv4PoolsAnnotation), list(ipv6PoolsAnnotation)}
	p.Annotations = nil
	if origin := namespace.Annotations[poolsOrigin]; origin != "" {
		p.Annotations = map[string]string{engine.OriginAnnotation: origin}
	}
	return p
}

// write stores the pools of a project in a namespace. It changes nothing else there.
func (b projectClient) write(p *project, namespace *metav1.PartialObjectMetadata) {
	annotations := cluster.Merge(namespace.Annotations, annotate(p.ipv4, p.ipv6))
	if origin := p.Annotations[engine.OriginAnnotation]; origin != "" {
		annotations[poolsOrigin] = origin
	}
	if len(p.ipv4)+len(p.ipv6) == 0 {
		delete(annotations, poolsOrigin)
	}
	for key, names := range map[string][]string{ipv4PoolsAnnotation: p.ipv4, ipv6PoolsAnnotation: p.ipv6} {
		if len(names) == 0 {
			delete(annotations, key)
		}
	}
	namespace.Annotations = annotations
}

// annotate returns the annotations of a namespace or a pod that name pools.
func annotate(ipv4, ipv6 []string) map[string]string {
	annotations := map[string]string{}
	for key, names := range map[string][]string{ipv4PoolsAnnotation: ipv4, ipv6PoolsAnnotation: ipv6} {
		if content, err := json.Marshal(names); err == nil && len(names) > 0 {
			annotations[key] = string(content)
		}
	}
	return annotations
}

func (b projectClient) Get(ctx context.Context, wanted *project) (*project, error) {
	namespace, err := b.namespaces.Get(ctx, cluster.Key{Name: wanted.Name})
	if err != nil {
		return nil, engine.AsNotFound(err, cluster.Key{Name: wanted.Name})
	}
	p := b.read(namespace)
	if len(p.ipv4)+len(p.ipv6) == 0 {
		return nil, &engine.NotFoundError{
			Cause: apierrors.NewNotFound(schema.GroupResource{Resource: "pools"}, wanted.Name),
		}
	}
	return p, nil
}

func (b projectClient) List(ctx context.Context, _, selector string) (all []*project, err error) {
	namespaces, err := b.namespaces.List(ctx, "", selector)
	for _, namespace := range namespaces {
		if p := b.read(namespace); len(p.ipv4)+len(p.ipv6) > 0 {
			all = append(all, p)
		}
	}
	return all, err
}

// Create adds the annotations. If the namespace names pools already, Create fails, unless the namespace has the origin
// of this creation: then an earlier attempt succeeded, and its answer was lost.
func (b projectClient) Create(ctx context.Context, p *project) (*project, error) {
	origin := engine.NewOrigin()
	return b.Edit(ctx, p, func(live *project) error {
		if live.Annotations[engine.OriginAnnotation] == origin {
			return nil
		}
		if len(live.ipv4)+len(live.ipv6) > 0 {
			return apierrors.NewAlreadyExists(schema.GroupResource{Resource: "pools"}, p.Name)
		}
		live.ipv4, live.ipv6 = p.ipv4, p.ipv6
		live.Annotations = map[string]string{engine.OriginAnnotation: origin}
		return nil
	})
}

func (b projectClient) Edit(ctx context.Context, wanted *project, change func(*project) error) (*project, error) {
	key := cluster.Key{Name: wanted.Name}
	namespace, err := b.namespaces.Edit(ctx, key, func(namespace *metav1.PartialObjectMetadata) error {
		p := b.read(namespace)
		if err := change(p); err != nil {
			return err
		}
		b.write(p, namespace)
		return nil
	})
	if err != nil {
		return nil, engine.AsNotFound(err, key)
	}
	return b.read(namespace), nil
}

func (b projectClient) Delete(ctx context.Context, wanted *project, only metav1.Preconditions) error {
	_, err := b.Edit(ctx, wanted, func(p *project) error {
		if err := cluster.CheckUID(p, only, "pools"); err != nil {
			return err
		}
		p.ipv4, p.ipv6 = nil, nil
		return nil
	})
	if engine.IsNotFound(err) {
		return nil
	}
	return err
}
