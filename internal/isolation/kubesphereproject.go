package isolation

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// kubeSphereProjects manages isolations of projects that KubeSphere enforces: an annotation on the namespace, and one
// NamespaceNetworkPolicy for each entry of the allow lists, including those that others created.
type kubeSphereProjects struct{ connection *cluster.Connection }

func (s kubeSphereProjects) Get(ctx context.Context, wanted *isolation) (*isolation, error) {
	namespace, err := cluster.Namespaces(s.connection).Get(ctx, cluster.Key{Name: wanted.Namespace})
	if err != nil && !apierrors.IsNotFound(err) {
		return nil, err
	}
	if err != nil || namespace.Annotations[switchAnnotation] != switchEnabled {
		return nil, missing(wanted)
	}
	entries, err := namespaceNetworkPolicies(s.connection).List(ctx, wanted.Namespace, "")
	if err != nil {
		return nil, err
	}
	i := kubeSphereIsolation().switched(namespace)
	i.Namespace = wanted.Namespace
	for _, entry := range entries {
		i.AllowIngress = append(i.AllowIngress, entry.entries(v3.PolicyTypeIngress)...)
		i.AllowEgress = append(i.AllowEgress, entry.entries(v3.PolicyTypeEgress)...)
	}
	i.foldSelf()
	return i, nil
}

// kubeSphereIsolation returns an isolation with the values that KubeSphere does not let users change.
func kubeSphereIsolation() *isolation {
	yes := true
	return &isolation{Enforcement: byKubeSphere, intent: intent{
		WorkspaceLabel: kubeSphereLabel, AllowDNS: &yes, AllowSelf: &yes, DNSServices: defaultDNS,
	}}
}

// foldSelf turns the egress entry for the own project, which KubeSphere needs, into the attribute allow_self.
func (i *isolation) foldSelf() {
	restricted := len(i.AllowEgress) > 0
	i.RestrictEgress = &restricted
	if !restricted {
		return
	}
	isSelf := func(a entry) bool { return a.isSelf(i.Namespace) }
	self := slices.ContainsFunc(i.AllowEgress, isSelf)
	i.AllowSelf = &self
	i.AllowEgress = slices.DeleteFunc(i.AllowEgress, isSelf)
}

func (a entry) isSelf(project string) bool {
	return slices.Equal(a.Projects, []string{project}) && len(a.Services)+len(a.CIDRs)+len(a.Ports)+len(a.Workspaces) == 0
}

// entries returns the NamespaceNetworkPolicies of an isolation, by name.
func (i *isolation) entries() (map[string]*namespaceNetworkPolicy, error) {
	all := map[string]*namespaceNetworkPolicy{}
	add := func(direction v3.PolicyType, list ...entry) error {
		for _, a := range list {
			policy, err := newNamespaceNetworkPolicy(i.Namespace, direction, a)
			if err != nil {
				return err
			}
			all[policy.Name] = policy
		}
		return nil
	}
	err := errors.Join(add(v3.PolicyTypeIngress, i.AllowIngress...), add(v3.PolicyTypeEgress, i.AllowEgress...))
	if i.restricted() && (i.AllowSelf == nil || *i.AllowSelf) {
		err = errors.Join(err, add(v3.PolicyTypeEgress, entry{Projects: []string{i.Namespace}}))
	}
	return all, err
}

func (s kubeSphereProjects) List(ctx context.Context, _, _ string) (all []*isolation, err error) {
	found, err := cluster.Namespaces(s.connection).List(ctx, "", "")
	for _, namespace := range found {
		if namespace.Annotations[switchAnnotation] != switchEnabled {
			continue
		}
		wanted := newIsolation()
		wanted.Namespace = namespace.Name
		i, err := s.Get(ctx, wanted)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, err
}

// Create sets the annotation, waits until KubeSphere enforces the isolation, and creates the entries. KubeSphere
// deletes entries of projects that are not isolated. After an error, Create rolls back.
func (s kubeSphereProjects) Create(ctx context.Context, i *isolation) (*isolation, error) {
	project := cluster.Key{Name: i.Namespace}
	if err := s.refuse(ctx, i, project); err != nil {
		return nil, err
	}
	if err := switchOnKubeSphere(ctx, cluster.Namespaces(s.connection), project, i.origin()); err != nil {
		return nil, err
	}
	err := waitForKubeSphere(ctx, s.connection, i.Namespace)
	if err == nil {
		err = s.change(ctx, nil, i)
	}
	if err != nil {
		return nil, rollBack(ctx, err, "the isolation of the project", func(ctx context.Context) error {
			return s.Delete(ctx, i, metav1.Preconditions{})
		})
	}
	return s.Get(ctx, i)
}

// refuse returns an error, before anything is written, if the isolation cannot be created.
func (s kubeSphereProjects) refuse(ctx context.Context, i *isolation, project cluster.Key) error {
	if _, err := i.entries(); err != nil {
		return err
	}
	left, err := namespaceNetworkPolicies(s.connection).List(ctx, i.Namespace, "")
	if err != nil || len(left) == 0 {
		return err
	}
	namespace, err := cluster.Namespaces(s.connection).Get(ctx, project)
	switch {
	case err != nil:
		return err
	case namespace.Annotations[switchAnnotation] == switchEnabled: // the project is isolated already
		return apierrors.NewAlreadyExists(schema.GroupResource{Resource: "isolations"}, project.Name)
	}
	return strayEntriesError(left)
}

func (s kubeSphereProjects) Edit(
	ctx context.Context, wanted *isolation, change func(*isolation) error,
) (*isolation, error) {
	i, err := s.Get(ctx, wanted)
	if err != nil {
		return nil, err
	}
	if err := change(i); err != nil {
		return nil, err
	}
	live, err := namespaceNetworkPolicies(s.connection).List(ctx, wanted.Namespace, "")
	if err != nil {
		return nil, err
	}
	if err := s.change(ctx, live, i); err != nil {
		return nil, err
	}
	if err := i.saveOrigin(ctx, cluster.Namespaces(s.connection), cluster.Key{Name: wanted.Namespace}); err != nil {
		return nil, err
	}
	return s.Get(ctx, wanted)
}

// Delete deletes the entries first. Without the annotation the isolation counts as gone, and entries would be left.
func (s kubeSphereProjects) Delete(ctx context.Context, wanted *isolation, only metav1.Preconditions) error {
	project := cluster.Key{Name: wanted.Namespace}
	namespace, err := cluster.Namespaces(s.connection).Get(ctx, project)
	if cluster.IsNotFound(err, project) {
		return nil
	}
	if err == nil {
		err = cluster.CheckUID(namespace, only, "isolations")
	}
	if err != nil {
		return err
	}
	entries, err := namespaceNetworkPolicies(s.connection).List(ctx, wanted.Namespace, "")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := s.drop(ctx, entry); err != nil {
			return err
		}
	}
	return switchOffKubeSphere(ctx, cluster.Namespaces(s.connection), project, only)
}

// missing returns the error for an isolation that does not exist.
func missing(wanted *isolation) error {
	name := cmp.Or(wanted.Workspace, wanted.Namespace)
	return &engine.NotFoundError{Cause: apierrors.NewNotFound(schema.GroupResource{Resource: "isolations"}, name)}
}

func strayEntriesError(left []*namespaceNetworkPolicy) error {
	names := make([]string, len(left))
	for n, entry := range left {
		names[n] = entry.Name
	}
	slices.Sort(names)
	return &engine.AttributeError{
		Attribute: "project",
		Message:   "the project is not isolated, but already has entries of an allow list: " + strings.Join(names, ", "),
		Advice: "Enabling the isolation would enforce these entries. Delete the NamespaceNetworkPolicies, or enable the " +
			"isolation in KubeSphere and import the isolation.",
	}
}

var _ engine.Client[*isolation] = kubeSphereProjects{}

var _ metav1.Object = &namespaceNetworkPolicy{}
