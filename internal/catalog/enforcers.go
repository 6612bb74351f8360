package catalog

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// enforcers are where isolations are, by who enforces them. A key says who; that of an import leaves it open.
type enforcers struct {
	connection *cluster.Connection
	calico     engine.Store[*isolation]
	kubeSphere engine.Store[*isolation]
	who        func(cluster.Key) string        // empty when it is left open
	keys       func(cluster.Key) []cluster.Key // those that it may mean then, in the order in which they count
}

// store is where the isolation with a key is.
func (e enforcers) store(key cluster.Key) engine.Store[*isolation] {
	if e.who(key) == byKubeSphere {
		return e.kubeSphere
	}
	return e.calico
}

// Get looks wherever the isolation may be, where it is left open who enforces it.
func (e enforcers) Get(ctx context.Context, key cluster.Key) (*isolation, error) {
	if e.who(key) != "" {
		return e.store(key).Get(ctx, key)
	}
	for _, at := range e.keys(key) {
		i, err := e.look(ctx, at)
		if err != nil || i != nil {
			return i, err
		}
	}
	return nil, missingIsolation(key)
}

// look gets the isolation with a key, nil when there is none.
func (e enforcers) look(ctx context.Context, key cluster.Key) (*isolation, error) {
	if e.who(key) == byKubeSphere {
		if served, err := hasKubeSphere(ctx, e.connection); err != nil || !served {
			return nil, err
		}
	}
	i, err := e.store(key).Get(ctx, key)
	if e.isAbsence(key, err) {
		return nil, nil
	}
	if err == nil && e.who(key) == byCalico && !i.isIsolation() {
		return nil, &engine.Refusal{
			Attribute: "policy",
			Says:      "the policy " + key.Name + " does not say that it was compiled from an isolation",
			Advice:    "Only what this provider made can be imported. Import it as an ordinary policy, or delete it.",
		}
	}
	return i, err
}

// isAbsence tells whether an error says that there is no isolation with a key.
func (e enforcers) isAbsence(key cluster.Key, err error) bool {
	if e.who(key) == byKubeSphere {
		return apierrors.IsNotFound(err) // of the project or workspace
	}
	return cluster.IsNotFound(err, key) || key.Namespace == stagedSpace && cluster.IsUnserved(err)
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

func (e enforcers) Delete(ctx context.Context, key cluster.Key, only metav1.Preconditions) error {
	return e.store(key).Delete(ctx, key, only)
}
