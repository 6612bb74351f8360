package catalog

import (
	"context"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// The ways in which clusters serve Calico's API.
const (
	modeAggregated = "aggregated" // by Calico's API server, from its own resource definitions
	modeNative     = "native"     // by kube-apiserver, from resource definitions of the same group
)

// storeGroup is where Calico keeps objects that its API server serves.
var storeGroup = schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}

// Discover finds out how a cluster serves Calico's API. It asks for Calico's groups and no others, since a broken API
// elsewhere is no concern of ours.
func Discover(ctx context.Context, c *cluster.Connection) (*cluster.API, error) {
	served, err := c.Resources(ctx, v3.SchemeGroupVersion)
	switch {
	case apierrors.IsNotFound(err):
		return nil, notServed(ctx, c)
	case apierrors.IsServiceUnavailable(err):
		return nil, &modeError{
			says: fmt.Sprintf("the cluster registers the API %s, but what serves it does not answer: %s",
				v3.SchemeGroupVersion, err),
			advice: "Calico's API server is down or starting; see its pods and the APIService v3.projectcalico.org. " +
				"Nothing was written: going around it would skip what it checks.",
		}
	case err != nil:
		return nil, fmt.Errorf("ask for the API %s: %w", v3.SchemeGroupVersion, err)
	}
	// Calico's API server serves profiles and keeps its address blocks to itself; resource definitions do the opposite.
	mode := modeAggregated
	if served["ipamblocks"] && !served["profiles"] {
		mode = modeNative
	}
	return &cluster.API{Mode: mode, Version: v3.SchemeGroupVersion, Resources: served}, nil
}

// notServed says why there is no public API of Calico.
func notServed(ctx context.Context, c *cluster.Connection) error {
	_, err := c.Resources(ctx, storeGroup)
	switch {
	case err == nil:
		return &modeError{
			says: fmt.Sprintf("the cluster does not serve %s, only Calico's own store %s", v3.SchemeGroupVersion, storeGroup),
			advice: "Install Calico's API server: with the operator, an APIServer resource named default; else the " +
				"manifest apiserver.yaml of your Calico version.",
		}
	case apierrors.IsNotFound(err):
		return &modeError{
			says: fmt.Sprintf("the cluster serves no API of Calico, neither %s nor %s", v3.SchemeGroupVersion, storeGroup),
			advice: "Check that the provider is configured for the right cluster and that Calico is installed there. " +
				"A Calico that keeps its data in etcd has no API in Kubernetes, and this provider cannot manage it.",
		}
	}
	return fmt.Errorf("ask for the API %s: %w", storeGroup, err)
}

// modeError is a cluster whose Calico cannot be managed as it is.
type modeError struct{ says, advice string }

func (e *modeError) Error() string  { return e.says }
func (e *modeError) Advice() string { return e.advice }
