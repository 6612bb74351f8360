package policy

import (
	"context"
	"math"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// tierOrder maps the name of a tier to its order.
type tierOrder map[string]float64

func tierOrders(ctx context.Context, c *cluster.Connection, release *version.Version) (tierOrder, error) {
	found, err := cluster.Client[*v3.Tier]{Connection: c, New: v3.NewTier, Resource: tiers}.List(ctx, "", "")
	if err != nil && !cluster.IsUnserved(err) {
		return nil, err
	}
	orders := tierOrder(traffic.BuiltInTiers(calico.KeepsNames(release))) // Calico creates them when it first runs
	for _, tier := range found {
		orders[tier.Name] = orderValue(tier.Spec.Order)
	}
	return orders, nil
}

// of returns the order of a policy's tier. A tier that does not exist comes last.
func (t tierOrder) of(p inForce) float64 {
	if order, known := t[p.Spec.Tier]; known {
		return order
	}
	return math.Inf(1)
}

func orderOf(p inForce) float64 { return orderValue(p.Spec.Order) }

func orderValue(order *float64) float64 {
	if order == nil {
		return math.MaxFloat64
	}
	return *order
}

// rank returns the key by which Calico sorts policies of equal order. Up to Calico 3.31 the key is the namespace and
// the name with a prefix, later the name, the namespace and the kind.
func (p inForce) rank(prefixed bool) string {
	if !prefixed {
		kind := p.Kind
		if kind == kindCluster {
			kind = "Kubernetes" + kind // as Calico calls it
		}
		return p.Name + "/" + p.Namespace + "/" + kind
	}
	name := p.Name
	switch {
	case strings.HasSuffix(p.Kind, "KubernetesNetworkPolicy"):
		name = "knp.default." + name
	case p.Spec.Tier == "default" && !strings.HasPrefix(name, "default."):
		name = "default." + name
	}
	if p.Namespace != "" {
		name = p.Namespace + "/" + name
	}
	return name
}
