package isolation

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// kubeSphereWorkspaces manages isolations of workspaces that KubeSphere enforces: an annotation on the Workspace.
type kubeSphereWorkspaces struct{ connection *cluster.Connection }

var _ engine.Client[*isolation] = kubeSphereWorkspaces{}

func (s kubeSphereWorkspaces) Get(ctx context.Context, wanted *isolation) (*isolation, error) {
	key := cluster.Key{Name: wanted.Workspace}
	workspace, err := workspacesOf(s.connection).Get(ctx, key)
	if err != nil {
		return nil, engine.AsNotFound(err, key)
	}
	if workspace.Annotations[switchAnnotation] != switchEnabled {
		return nil, missing(wanted)
	}
	return s.isolation(workspace), nil
}

func (s kubeSphereWorkspaces) isolation(workspace *metav1.PartialObjectMetadata) *isolation {
	i, no := kubeSphereIsolation().switched(workspace), false
	i.Workspace, i.RestrictEgress = workspace.Name, &no
	return i
}

func (s kubeSphereWorkspaces) List(ctx context.Context, _, _ string) (all []*isolation, err error) {
	found, err := workspacesOf(s.connection).List(ctx, "", "")
	for _, workspace := range found {
		if workspace.Annotations[switchAnnotation] == switchEnabled {
			all = append(all, s.isolation(workspace))
		}
	}
	return all, err
}

// Create sets the annotation and waits until KubeSphere has made its policies. After an error, Create rolls back.
func (s kubeSphereWorkspaces) Create(ctx context.Context, i *isolation) (*isolation, error) {
	key := cluster.Key{Name: i.Workspace}
	if err := switchOnKubeSphere(ctx, workspacesOf(s.connection), key, i.origin()); err != nil {
		return nil, err
	}
	projects, err := projectsOf(ctx, s.connection, i)
	if err == nil {
		err = waitForKubeSphere(ctx, s.connection, projects...)
	}
	if err != nil {
		return nil, rollBack(ctx, err, "the isolation of the workspace", func(ctx context.Context) error {
			return switchOffKubeSphere(ctx, workspacesOf(s.connection), key, metav1.Preconditions{})
		})
	}
	return s.Get(ctx, i)
}

// Edit writes only the origin, since the annotation has no settings.
func (s kubeSphereWorkspaces) Edit(
	ctx context.Context, wanted *isolation, change func(*isolation) error,
) (*isolation, error) {
	i, err := s.Get(ctx, wanted)
	if err != nil {
		return nil, err
	}
	if err := change(i); err != nil {
		return nil, err
	}
	if err := i.saveOrigin(ctx, workspacesOf(s.connection), cluster.Key{Name: wanted.Workspace}); err != nil {
		return nil, err
	}
	return i, nil
}

func (s kubeSphereWorkspaces) Delete(ctx context.Context, wanted *isolation, only metav1.Preconditions) error {
	return switchOffKubeSphere(ctx, workspacesOf(s.connection), cluster.Key{Name: wanted.Workspace}, only)
}
