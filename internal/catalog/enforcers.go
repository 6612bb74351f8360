package catalog

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// enforcers are where isolations are, by who enforces them. A key says who; that of an import leaves it open.
type enforcers struct {
	connection *cluster.Connection
	calico     engine.Store[*isolation]
	kubeSphere engine.Store[*isolation]
	who        func(cluster.Key) string              // empty when it is left open
	key        func(cluster.Key, string) cluster.Key // the key with an enforcer
}

// store is where the isolation with a key is.
func (e enforcers) store(key cluster.Key) engine.Store[*isolation] {
	if e.who(key) == byKubeSphere {
		return e.kubeSphere
	}
	return e.calico
}

// Get looks for Calico's policy first where it is left open who enforces.
func (e enforcers) Get(ctx context.Context, key cluster.Key) (*isolation, error) {
	if e.who(key) != "" {
		return e.store(key).Get(ctx, key)
	}
	policy := e.key(key, byCalico)
	i, err := e.calico.Get(ctx, policy)
	switch {
	case err == nil && !i.isIsolation():
		return nil, &engine.Refusal{
			Attribute: "policy",
			Says:      "the policy " + policy.String() + " does not say that it was compiled from an isolation",
			Advice:    "Only what this provider made can be imported. Import it as an ordinary policy, or delete it.",
		}
	case !cluster.IsNotFound(err, policy):
		return i, err
	}
	if served, servedErr := hasKubeSphere(ctx, e.connection); servedErr != nil || !served {
		return nil, missingIsolation(key)
	}
	i, err = e.kubeSphere.Get(ctx, e.key(key, byKubeSphere))
	if apierrors.IsNotFound(err) {
		return nil, missingIsolation(key)
	}
	return i, err
}

func (e enforcers) List(ctx context.Context, namespace, selector string) ([]*isolation, error) {
	all, err := e.calico.List(ctx, namespace, selector)
	if err != nil {
		return nil, err
	}
	served, err := hasKubeSphere(ctx, e.connection)
	if err != nil || !served || selector != "" { // the labels of a switch are not those of an isolation
		return all, err
	}
	more, err := e.kubeSphere.List(ctx, namespace, selector)
	return append(all, more...), err
}

func (e enforcers) Create(ctx context.Context, i *isolation) (*isolation, error) {
	if i.Enforcement == byKubeSphere {
		return e.kubeSphere.Create(ctx, i)
	}
	return e.calico.Create(ctx, i)
}

func (e enforcers) Edit(ctx context.Context, key cluster.Key, change func(*isolation) error) (*isolation, error) {
	return e.store(key).Edit(ctx, key, change)
}

func (e enforcers) Delete(ctx context.Context, key cluster.Key) error {
	return e.store(key).Delete(ctx, key)
}
