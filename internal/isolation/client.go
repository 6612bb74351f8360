package isolation

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// client reads and writes isolations, whether Calico or KubeSphere enforces them. Get tries both for an isolation that
// is imported and therefore has no enforcement yet.
type client struct {
	connection *cluster.Connection
	calico     policyClient
	kubeSphere engine.Client[*isolation]
}

var _ engine.Client[*isolation] = client{}

// of returns the client for the enforcement of an isolation.
func (c client) of(i *isolation) engine.Client[*isolation] {
	if i.Enforcement == byKubeSphere {
		return c.kubeSphere
	}
	return c.calico
}

func (c client) Get(ctx context.Context, wanted *isolation) (*isolation, error) {
	if wanted.Enforcement != "" {
		return c.of(wanted).Get(ctx, wanted)
	}
	for _, get := range []func(context.Context, *isolation) (*isolation, error){
		c.getEnforced, c.getStaged, c.getKubeSphere,
	} {
		candidate := *wanted
		if i, err := get(ctx, &candidate); !engine.IsNotFound(err) {
			return i, err
		}
	}
	return nil, missing(wanted)
}

// getEnforced reads an isolation of unknown enforcement from Calico. It refuses policies that are no isolation.
func (c client) getEnforced(ctx context.Context, wanted *isolation) (*isolation, error) {
	wanted.Enforcement = byCalico
	i, err := c.calico.Get(ctx, wanted)
	if err == nil && !policy.IsCompiled(&i.Policy) {
		return nil, &engine.AttributeError{
			Attribute: "policy",
			Message:   "the policy " + c.calico.name(wanted) + " was not created by an isolation resource",
			Advice: "Only policies of this provider can be imported as an isolation. Delete the policy, or import it as an " +
				"ordinary policy.",
		}
	}
	return i, err
}

func (c client) getStaged(ctx context.Context, wanted *isolation) (*isolation, error) {
	if c.calico.staged == nil {
		return nil, missing(wanted)
	}
	wanted.Staged = true
	i, err := c.getEnforced(ctx, wanted)
	if cluster.IsUnserved(err) {
		return nil, missing(wanted)
	}
	return i, err
}

func (c client) getKubeSphere(ctx context.Context, wanted *isolation) (*isolation, error) {
	served, err := hasKubeSphere(ctx, c.connection)
	if err != nil {
		return nil, err
	}
	if !served {
		return nil, missing(wanted)
	}
	wanted.Enforcement = byKubeSphere
	return c.kubeSphere.Get(ctx, wanted)
}

func (c client) List(ctx context.Context, namespace, selector string) ([]*isolation, error) {
	all, err := c.calico.List(ctx, namespace, selector)
	if err != nil {
		return nil, err
	}
	served, err := hasKubeSphere(ctx, c.connection)
	if err != nil || !served || selector != "" { // KubeSphere's annotation has no labels to select by
		return all, err
	}
	more, err := c.kubeSphere.List(ctx, namespace, selector)
	return append(all, more...), err
}

func (c client) Create(ctx context.Context, i *isolation) (*isolation, error) {
	return c.of(i).Create(ctx, i)
}

func (c client) Edit(ctx context.Context, wanted *isolation, change func(*isolation) error) (*isolation, error) {
	return c.of(wanted).Edit(ctx, wanted, change)
}

func (c client) Delete(ctx context.Context, wanted *isolation, only metav1.Preconditions) error {
	return c.of(wanted).Delete(ctx, wanted, only)
}
