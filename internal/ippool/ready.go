package ippool

import (
	"context"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// calico333 is the first release whose controller decides whether a pool of a native cluster can be used.
var calico333 = version.MustParseGeneric("3.33")

// ready reports whether Calico's controller lets a pool be used. Only native clusters have the controller. A pool has
// no condition until the controller has looked at the pool.
func ready(ctx context.Context, c *cluster.Connection, p *pool) (done bool, err error) {
	api, err := c.API(ctx)
	if err != nil || api.Mode != calico.Native || p.Spec.Disabled {
		return err == nil, err
	}
	stored, err := c.Read(ctx, v3.KindIPPool, api.Version.Group, api.Version.Version, pools.Plural, p.Name)
	if err != nil {
		return false, err
	}
	condition := conditionOf(stored, "Allocatable")
	switch reason := condition["reason"]; {
	case condition == nil:
		controlled := api.Release != nil && api.Release.AtLeast(calico333)
		return !controlled, nil
	case condition["status"] == "True":
		return true, nil
	case reason == "PoolDisabled": // the controller has not seen the change yet
		return false, nil
	default:
		return false, &calico.ClusterError{
			What: fmt.Sprintf("the pool was written, but Calico assigns no addresses from it: %v: %v",
				reason, condition["message"]),
			Hint: "Calico does not use the pool until the problem is solved; with CIDROverlap, it uses only the older of " +
				"the two pools. Check the condition Allocatable of the pool.",
		}
	}
}

// conditionOf returns a condition in an object's status, nil if there is none of the name.
func conditionOf(object cluster.Unstructured, name string) cluster.Unstructured {
	all, _ := calico.Nested(object, "status")["conditions"].([]any)
	for _, one := range all {
		if condition, ok := one.(cluster.Unstructured); ok && condition["type"] == name {
			return condition
		}
	}
	return nil
}
