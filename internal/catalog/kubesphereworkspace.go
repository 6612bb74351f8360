package catalog

import (
	"context"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// kubeSphereWorkspaces are the isolations of workspaces as KubeSphere has them: a switch on the workspace.
type kubeSphereWorkspaces struct{ connection *cluster.Connection }

var _ engine.Store[*isolation] = kubeSphereWorkspaces{}

func (s kubeSphereWorkspaces) Get(ctx context.Context, key cluster.Key) (*isolation, error) {
	workspace, err := workspacesOf(s.connection).Get(ctx, cluster.Key{Name: key.Name})
	if err != nil {
		return nil, err
	}
	if workspace.Annotations[switchAnnotation] != switchOn {
		return nil, missingIsolation(key)
	}
	return s.isolation(key.Name), nil
}

func (s kubeSphereWorkspaces) isolation(workspace string) *isolation {
	i, no := kubeSphereIsolation(), false
	i.Workspace, i.RestrictEgress = workspace, &no
	return i
}

func (s kubeSphereWorkspaces) List(ctx context.Context, _, _ string) (all []*isolation, err error) {
	found, err := workspacesOf(s.connection).List(ctx, "", "")
	for _, workspace := range found {
		if workspace.Annotations[switchAnnotation] == switchOn {
			all = append(all, s.isolation(workspace.Name))
		}
	}
	return all, err
}

// Create turns the switch on and waits until KubeSphere has made its policies.
func (s kubeSphereWorkspaces) Create(ctx context.Context, i *isolation) (*isolation, error) {
	key := cluster.Key{Name: i.Workspace}
	if err := turnOn(ctx, workspacesOf(s.connection), key); err != nil {
		return nil, err
	}
	projects, err := projectsOf(ctx, s.connection, i)
	if err == nil {
		err = awaitKubeSphere(ctx, s.connection, projects...)
	}
	if err != nil {
		_ = turnOff(context.WithoutCancel(ctx), workspacesOf(s.connection), key)
		return nil, err
	}
	return s.isolation(i.Workspace), nil
}

// Edit has nothing to write: the switch is all there is.
func (s kubeSphereWorkspaces) Edit(
	ctx context.Context, key cluster.Key, change func(*isolation) error,
) (*isolation, error) {
	i, err := s.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	return i, change(i)
}

func (s kubeSphereWorkspaces) Delete(ctx context.Context, key cluster.Key) error {
	return turnOff(ctx, workspacesOf(s.connection), cluster.Key{Name: key.Name})
}
