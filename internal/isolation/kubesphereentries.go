package isolation

import (
	"context"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// change first creates or updates the wanted entries, and then deletes the others.
func (s kubeSphereProjects) change(ctx context.Context, live []*namespaceNetworkPolicy, i *isolation) error {
	wanted, err := i.entries()
	if err != nil {
		return err
	}
	gone := map[string]*namespaceNetworkPolicy{}
	for _, entry := range live {
		if will, stays := wanted[entry.Name]; stays && entry.says(will) {
			delete(wanted, entry.Name)
			continue
		}
		gone[entry.Name] = entry
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if err := s.replace(ctx, wanted[name], gone[name] != nil); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		if _, replaced := wanted[name]; !replaced {
			if err := s.drop(ctx, gone[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop deletes an entry that was read. It does not delete a later object of the same name.
func (s kubeSphereProjects) drop(ctx context.Context, entry *namespaceNetworkPolicy) error {
	key := cluster.Key{Namespace: entry.Namespace, Name: entry.Name}
	return namespaceNetworkPolicies(s.connection).Delete(ctx, key, metav1.Preconditions{UID: &entry.UID})
}

// replace creates an entry, or updates the entry that has its name.
func (s kubeSphereProjects) replace(ctx context.Context, entry *namespaceNetworkPolicy, there bool) error {
	store, key := namespaceNetworkPolicies(s.connection), cluster.Key{Namespace: entry.Namespace, Name: entry.Name}
	if !there {
		_, err := store.Create(ctx, entry)
		return err
	}
	_, err := store.Edit(ctx, key, func(live *namespaceNetworkPolicy) error {
		live.Spec, live.Annotations = entry.Spec, cluster.Merge(live.Annotations, entry.Annotations)
		live.Labels = cluster.Merge(live.Labels, entry.Labels)
		return nil
	})
	return err
}
