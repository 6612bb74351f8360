// Package oracle is a second opinion for package traffic, for tests: Felix's own calculation graph, from objects of the
// API to the rules and sets of addresses that a node programs, and a plain walk through these rules for single packets.
package oracle

import (
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/felix/calc"
	"github.com/projectcalico/calico/felix/config"
	"github.com/projectcalico/calico/felix/proto"
	libapiv3 "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/api"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/model"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/syncersv1/updateprocessors"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/watchersyncer"
	"github.com/projectcalico/calico/libcalico-go/lib/names"
	"github.com/projectcalico/calico/libcalico-go/lib/resources"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
	"github.com/calico-network/terraform-provider-calico/internal/traffic/random"
)

// graph collects what Felix's calculation graph says about the node of all endpoints.
type graph struct {
	input     *calc.ValidationFilter
	policies  map[string]*proto.Policy
	profiles  map[string]*proto.Profile
	workloads map[string][]*proto.TierInfo
	profileOf map[string][]string
	sets      map[string]*addresses
	err       error
}

var processors = map[string]func() watchersyncer.SyncerUpdateProcessor{
	v3.KindTier:                   updateprocessors.NewTierUpdateProcessor,
	v3.KindNetworkPolicy:          updateprocessors.NewNetworkPolicyUpdateProcessor,
	v3.KindGlobalNetworkPolicy:    updateprocessors.NewGlobalNetworkPolicyUpdateProcessor,
	v3.KindNetworkSet:             updateprocessors.NewNetworkSetUpdateProcessor,
	v3.KindGlobalNetworkSet:       updateprocessors.NewGlobalNetworkSetUpdateProcessor,
	v3.KindHostEndpoint:           updateprocessors.NewHostEndpointUpdateProcessor,
	v3.KindProfile:                updateprocessors.NewProfileUpdateProcessor,
	libapiv3.KindWorkloadEndpoint: updateprocessors.NewWorkloadEndpointUpdateProcessor,
}

// newGraph runs the calculation graph on a state.
func newGraph(s *traffic.State) (*graph, error) {
	conf := config.New()
	conf.FelixHostname = random.Node
	g := &graph{
		policies: map[string]*proto.Policy{}, profiles: map[string]*proto.Profile{}, sets: map[string]*addresses{},
		workloads: map[string][]*proto.TierInfo{}, profileOf: map[string][]string{},
	}
	sequencer := calc.NewEventSequencer(conf)
	sequencer.Callback = g.onEvent
	inner := calc.NewCalculationGraph(sequencer, nil, conf, func() {})
	g.input = calc.NewValidationFilter(inner, conf)
	inner.OnStatusUpdated(api.ResyncInProgress)
	g.load(s)
	inner.OnStatusUpdated(api.InSync)
	inner.Flush()
	sequencer.Flush()
	return g, g.err
}

func (g *graph) onEvent(event any) {
	switch e := event.(type) {
	case *proto.IPSetUpdate:
		g.sets[e.Id] = newAddresses(e.Members)
	case *proto.IPSetDeltaUpdate:
		g.err = fmt.Errorf("set %s changes", e.Id)
	case *proto.ActivePolicyUpdate:
		g.policies[e.Id.Tier+" "+e.Id.Name] = e.Policy
	case *proto.ActiveProfileUpdate:
		g.profiles[e.Id.Name] = e.Profile
	case *proto.WorkloadEndpointUpdate:
		g.workloads[e.Id.WorkloadId], g.profileOf[e.Id.WorkloadId] = e.Endpoint.Tiers, e.Endpoint.ProfileIds
	case *proto.HostEndpointUpdate:
		g.workloads[e.Id.EndpointId], g.profileOf[e.Id.EndpointId] = e.Endpoint.Tiers, e.Endpoint.ProfileIds
	}
}

// put gives an object to the graph, as the syncer of a node does.
func (g *graph) put(pair *model.KVPair, err error) {
	if pair == nil {
		g.err = err
		return
	}
	pairs := []*model.KVPair{pair}
	if key, ok := pair.Key.(model.ResourceKey); ok && processors[key.Kind] != nil {
		if pairs, err = processors[key.Kind]().Process(pair); err != nil {
			g.err = err
			return
		}
	}
	var updates []api.Update
	for _, p := range pairs {
		updates = append(updates, api.Update{KVPair: *p, UpdateType: api.UpdateTypeKVNew})
	}
	g.input.OnUpdates(updates)
}

// object gives an object of Calico's API to the graph.
func (g *graph) object(kind string, o metav1.Object) {
	key := model.ResourceKey{Kind: kind, Namespace: o.GetNamespace(), Name: o.GetName()}
	if kind == v3.KindNetworkPolicy || kind == v3.KindGlobalNetworkPolicy {
		key.Name = names.TieredPolicyName(key.Name)
	}
	g.put(&model.KVPair{Key: key, Value: o}, nil)
}

func objects[T metav1.Object](g *graph, kind string, all []T) {
	for _, o := range all {
		g.object(kind, o)
	}
}

// converted gives objects of Kubernetes' API to the graph, which want an identity.
func converted[T metav1.Object](g *graph, all []T, convert func(T) (*model.KVPair, error)) {
	for _, o := range all {
		o.SetUID("00000000-0000-4000-8000-000000000001")
		g.put(convert(o))
	}
}

func (g *graph) load(s *traffic.State) {
	c := conversion.NewConverter()
	g.put(resources.DefaultAllowProfile(), nil)
	g.tiers(s)
	converted(g, s.Namespaces, c.NamespaceToProfile)
	converted(g, s.ServiceAccounts, c.ServiceAccountToProfile)
	converted(g, s.Services, c.ServiceToKVP)
	converted(g, s.EndpointSlices, c.EndpointSliceToKVP)
	objects(g, v3.KindNetworkSet, s.NetworkSets)
	objects(g, v3.KindGlobalNetworkSet, s.GlobalNetworkSets)
	objects(g, v3.KindHostEndpoint, s.HostEndpoints)
	objects(g, v3.KindNetworkPolicy, s.NetworkPolicies)
	objects(g, v3.KindGlobalNetworkPolicy, s.GlobalNetworkPolicies)
	converted(g, s.KubernetesPolicies, c.K8sNetworkPolicyToCalico)
	converted(g, s.AdminNetworkPolicies, c.K8sAdminNetworkPolicyToCalico)
	converted(g, s.BaselineNetworkPolicies, c.K8sBaselineAdminNetworkPolicyToCalico)
	converted(g, s.Pods, func(p *corev1.Pod) (*model.KVPair, error) {
		pairs, err := c.PodToWorkloadEndpoints(p)
		if err != nil {
			return nil, err
		}
		return pairs[0], nil
	})
}

// tiers gives tiers to the graph, with the defaults that a node reads them with, and those that Calico makes itself.
func (g *graph) tiers(s *traffic.State) {
	for name, order := range map[string]float64{
		names.DefaultTierName:                    v3.DefaultTierOrder,
		names.AdminNetworkPolicyTierName:         v3.AdminNetworkPolicyTierOrder,
		names.BaselineAdminNetworkPolicyTierName: v3.BaselineAdminNetworkPolicyTierOrder,
	} {
		t := v3.NewTier()
		t.Name, t.Spec.Order = name, &order
		if name != names.DefaultTierName {
			t.Spec.DefaultAction = new(v3.Pass)
		}
		g.object(v3.KindTier, t)
	}
	for _, t := range s.Tiers {
		t = t.DeepCopy()
		resources.DefaultTierFields(t)
		g.object(v3.KindTier, t)
	}
}
