//go:build e2e

package e2e

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/connectivity"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/lab/node"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
	"github.com/calico-network/terraform-provider-calico/internal/traffic/random"
)

var (
	seeds = flag.Int("seeds", 25, "number of random sets of policies; all are compared with TEST_ALL=1, 8 without it")
	first = flag.Int("seed", 0, "seed of the first one")
)

// town are the pods of the random policies, with their labels.
var town = map[string]map[string]any{
	"a/p0": {"app": "web", "env": "prod"}, "a/p1": {"app": "db"}, "b/p2": {"app": "api", "env": "test"},
	"b/p3": {"app": "web"}, "c/p4": {"app": "db", "env": "prod"}, "c/p5": {"app": "api"},
}

// targets are the ports that traffic is sent to.
var targets = []struct {
	text     string
	protocol uint8
	port     uint16
}{{"80", 6, 80}, {"81", 6, 81}, {"81/udp", 17, 81}}

// TestRandomTraffic compares what the evaluation of random policies says with what Felix lets pass.
func TestRandomTraffic(t *testing.T) {
	for name, team := range map[string]string{"a": "x", "b": "y", "c": "x"} {
		if err := there.CreateNamespace(t.Context(), name, map[string]any{"team": team}); err != nil {
			t.Fatal(err)
		}
	}
	for name, labels := range town {
		labels["pod"] = strings.ReplaceAll(name, "/", "-")
		space, pod, _ := strings.Cut(name, "/")
		about := node.Pod{Labels: labels, Ports: map[string]int{"http": 80}, Listen: []int{81}}
		if _, err := there.Pod(t.Context(), space, pod, about); err != nil {
			t.Fatal(err)
		}
	}
	if err := there.Outside("afar", []int{80, 81}, "192.0.2.9"); err != nil {
		t.Fatal(err)
	}
	connection := cluster.Connect(func() (*rest.Config, error) { return there.Config(), nil }, calico.Discover)
	var all []int
	for i := range *seeds {
		all = append(all, *first+i)
	}
	for _, seed := range lab.Sample(t, 8, all) {
		s := randomPolicies(int64(seed))
		open, err := compared(t, connection, s)
		t.Logf("seed %d: %d of %d paths are open", seed, open, (len(town)+1)*len(town)*len(targets))
		if err != nil {
			t.Errorf("seed %d: %v\n%s", seed, err, least(t, connection, s))
		}
	}
}

// compared returns how many paths random policies open, and where packets show other ones.
func compared(t *testing.T, c *cluster.Connection, s *traffic.State) (open int, err error) {
	t.Helper()
	defer write(t, c, s)()
	state, err := connectivity.Read(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	table, open := evaluated(t, traffic.Load(state))
	return open, there.Expect(table)
}

// least describes the fewest policies and rules that packets contradict, as far as the test has time to look for them.
func least(t *testing.T, c *cluster.Connection, s *traffic.State) string {
	t.Helper()
	end, limited := t.Deadline()
	small := random.Shrink(s, func(s *traffic.State) bool {
		if limited && time.Until(end) < 2*time.Minute {
			return false
		}
		_, err := compared(t, c, s)
		return err != nil
	})
	text, err := yaml.Marshal(small)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// randomPolicies returns random policies that the cluster takes and that Felix survives: in nftables mode, Felix 3.31
// fails for good with a rule that has an ICMP type and code.
func randomPolicies(seed int64) *traffic.State {
	s := &traffic.State{}
	random.Policies(rand.New(rand.NewSource(seed)), s, 4+int(seed)%8)
	without := func(tier string, rules ...v3.Rule) bool {
		return tier == "missing" || slices.ContainsFunc(rules, func(r v3.Rule) bool {
			return r.ICMP != nil && r.ICMP.Code != nil || r.NotICMP != nil && r.NotICMP.Code != nil
		})
	}
	s.NetworkPolicies = slices.DeleteFunc(s.NetworkPolicies, func(p *v3.NetworkPolicy) bool {
		return without(p.Spec.Tier, slices.Concat(p.Spec.Ingress, p.Spec.Egress)...)
	})
	s.GlobalNetworkPolicies = slices.DeleteFunc(s.GlobalNetworkPolicies, func(p *v3.GlobalNetworkPolicy) bool {
		return without(p.Spec.Tier, slices.Concat(p.Spec.Ingress, p.Spec.Egress)...)
	})
	return s
}

// write creates the tiers and policies, and returns a function that deletes them.
func write(t *testing.T, c *cluster.Connection, s *traffic.State) (remove func()) {
	t.Helper()
	var undo []func()
	create(t, &undo, cluster.Client[*v3.Tier]{Connection: c, New: v3.NewTier, Resource: policy.Tier.API}, s.Tiers)
	create(t, &undo, cluster.Client[*v3.NetworkPolicy]{
		Connection: c, New: v3.NewNetworkPolicy, Resource: policy.Variant{}.Resource(),
	}, s.NetworkPolicies)
	create(t, &undo, cluster.Client[*v3.GlobalNetworkPolicy]{
		Connection: c, New: v3.NewGlobalNetworkPolicy, Resource: policy.Variant{Global: true}.Resource(),
	}, s.GlobalNetworkPolicies)
	create(t, &undo, policy.KubernetesPolicies(c), s.KubernetesPolicies)
	return func() {
		for _, one := range slices.Backward(undo) {
			one()
		}
	}
}

func create[O cluster.Object](t *testing.T, undo *[]func(), client cluster.Client[O], objects []O) {
	t.Helper()
	for _, object := range objects {
		created, err := client.Create(t.Context(), object)
		if err != nil {
			t.Fatal(err)
		}
		*undo = append(*undo, func() {
			key := cluster.Key{Namespace: created.GetNamespace(), Name: created.GetName()}
			if err := client.Delete(context.WithoutCancel(t.Context()), key, metav1.Preconditions{}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// evaluated returns the table of what should pass between all peers, and how many paths are open.
func evaluated(t *testing.T, c *traffic.Cluster) (table string, open int) {
	t.Helper()
	ends := map[string]*traffic.End{}
	outside, err := c.Networks("192.0.2.9/32")
	if err != nil || len(outside) != 1 {
		t.Fatalf("%v: %v", outside, err)
	}
	ends["afar"] = outside[0]
	for name, labels := range town {
		found, _, err := c.Pods(traffic.Pods{Selector: fmt.Sprintf("pod == '%s'", labels["pod"])})
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v", name, found, err)
		}
		ends[name] = found[0]
	}
	names := slices.Sorted(maps.Keys(ends))
	header, rows := "", ""
	for _, to := range names {
		for _, target := range targets {
			header += " " + to + ":" + target.text
		}
	}
	for _, from := range names {
		rows += "\n" + from
		for _, to := range names {
			for _, target := range targets {
				verdict := "-"
				if from != to {
					verdict = "blocked"
					for _, answer := range c.Decide(ends[from], ends[to]) {
						if answer.IPVersion != 6 && answer.Allowed.Has(target.protocol, target.port) {
							verdict, open = "open", open+1
						}
					}
				}
				rows += " " + verdict
			}
		}
	}
	return header + rows, open
}
