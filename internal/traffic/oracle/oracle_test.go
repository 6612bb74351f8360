package oracle

import (
	"flag"
	"fmt"
	"math/rand"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"
	"sigs.k8s.io/yaml"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
	"github.com/calico-network/terraform-provider-calico/internal/traffic/random"
)

var (
	seeds = flag.Int("seeds", 200, "how many random clusters to compare")
	first = flag.Int64("first", 0, "the seed of the first one")
)

func TestMain(m *testing.M) {
	logrus.SetLevel(logrus.PanicLevel)
	os.Exit(m.Run())
}

// probes are the packets that are sent from each end to each end.
var probes = map[bool][]packet{
	false: {
		{protocol: 6, toPort: 79},
		{protocol: 6, toPort: 80},
		{protocol: 6, toPort: 81},
		{protocol: 6, toPort: 9000},
		{protocol: 17, toPort: 80},
		{protocol: 17, toPort: 82},
		{protocol: 132, toPort: 80},
		{protocol: 47},
		{protocol: 1, toPort: 8 << 8},
		{protocol: 1, toPort: 8<<8 | 1},
		{protocol: 1},
	},
	true: {
		{protocol: 6, toPort: 80},
		{protocol: 6, toPort: 81},
		{protocol: 17, toPort: 80},
		{protocol: 58, toPort: 8 << 8},
		{protocol: 58, toPort: 1},
	},
}

// TestRandomClusters compares verdict and decider of both evaluations, for every packet in random clusters.
func TestRandomClusters(t *testing.T) {
	packets, open := 0, 0
	for seed := *first; seed < *first+int64(*seeds); seed++ {
		source := rand.New(rand.NewSource(seed))
		s := random.Town(source, 4+source.Intn(8))
		random.Policies(source, s, 1+source.Intn(12))
		sent, passed, err := evaluate(s)
		if err != nil {
			least := random.Shrink(s, func(s *traffic.State) bool {
				_, _, err := evaluate(s)
				return err != nil
			})
			_, _, why := evaluate(least)
			text, _ := yaml.Marshal(least)
			t.Fatalf("seed %d (-args -first %d -seeds 1): %v; with the fewest policies and rules: %v\n%s", seed, seed, err, why, text)
		}
		packets, open = packets+sent, open+passed
	}
	t.Logf("seeds %d to %d: %d packets, %d%% of them pass", *first, *first+int64(*seeds)-1, packets, 100*open/packets)
}

func evaluate(s *traffic.State) (packets, open int, err error) {
	g, err := newGraph(s)
	if err != nil {
		return 0, 0, err
	}
	return compare(g, traffic.Load(s), s)
}

// place is an end with its addresses, and the name that the graph has for it; empty outside.
type place struct {
	name      string
	addresses []string
	end       *traffic.End
}

func places(c *traffic.Cluster, s *traffic.State) (all []place, err error) {
	for _, p := range s.Pods {
		one := place{name: p.Namespace + "/" + p.Name}
		for _, a := range p.Status.PodIPs {
			one.addresses = append(one.addresses, a.IP)
		}
		all = append(all, one)
	}
	for _, h := range s.HostEndpoints {
		all = append(all, place{name: h.Name, addresses: h.Spec.ExpectedIPs})
	}
	for _, a := range random.Outside {
		all = append(all, place{addresses: []string{a}})
	}
	for i := range all {
		ends, err := c.Networks(all[i].addresses[0])
		if err != nil || len(ends) != 1 {
			return nil, fmt.Errorf("%s is %d ends: %w", all[i].addresses[0], len(ends), err)
		}
		all[i].end = ends[0]
	}
	return all, nil
}

func compare(g *graph, c *traffic.Cluster, s *traffic.State) (packets, open int, err error) {
	all, err := places(c, s)
	for _, from := range all {
		for _, to := range all {
			if from.name == to.name {
				continue // nothing decides, or not about packets that leave
			}
			answers := c.Decide(from.end, to.end)
			for _, source := range from.addresses {
				for _, destination := range to.addresses {
					p := packet{from: netip.MustParseAddr(source), to: netip.MustParseAddr(destination), fromPort: 40000}
					if p.from.Is6() != p.to.Is6() {
						continue
					}
					for _, probe := range probes[p.from.Is6()] {
						p.protocol, p.toPort = probe.protocol, probe.toPort
						passed, err := agree(g, answers, from.name, to.name, p)
						if err != nil {
							return 0, 0, fmt.Errorf("%s > %s, %v: %w", from.end.Name, to.end.Name, p, err)
						}
						if packets++; passed {
							open++
						}
					}
				}
			}
		}
	}
	return packets, open, err
}

// agree compares both evaluations of a packet, and says whether it passes.
func agree(g *graph, answers []traffic.Answer, from, to string, p packet) (passed bool, err error) {
	version := map[bool]int{false: 4, true: 6}[p.from.Is6()]
	for _, a := range answers {
		if a.IPVersion != 0 && a.IPVersion != version {
			continue
		}
		passed = true
		for _, end := range []struct {
			name      string
			ingress   bool
			decisions []traffic.Decision
		}{{from, false, a.Egress}, {to, true, a.Ingress}} {
			if end.name == "" {
				continue
			}
			want := g.walk(end.name, end.ingress, p)
			got := decided(end.decisions, p)
			if want.allow != got.allow || !strings.HasPrefix(want.by, got.by) {
				return false, fmt.Errorf("Felix says %v, not %v", want, got)
			}
			passed = passed && want.allow
		}
		if passed != a.Allowed.Has(p.protocol, p.toPort) {
			return false, fmt.Errorf("allowed are %s", a.Allowed)
		}
		return passed, nil
	}
	return false, fmt.Errorf("there is no answer for IPv%d", version)
}

// decided returns the verdict of package traffic. The rules of Kubernetes policies are numbered there as Kubernetes has
// them, so their number is left out.
func decided(all []traffic.Decision, p packet) (v verdict) {
	for _, d := range all {
		if !d.Conns.Has(p.protocol, p.toPort) {
			continue
		}
		v.allow, v.by = d.Action == "Allow", d.Tier
		switch {
		case d.Tier == "":
			v.by = "profile"
		case d.Policy != "":
			name := map[string]string{
				"KubernetesNetworkPolicy": "knp.default.", "AdminNetworkPolicy": "kanp.adminnetworkpolicy.",
				"BaselineAdminNetworkPolicy": "kbanp.baselineadminnetworkpolicy.",
			}[d.Kind] + d.Policy
			if d.Namespace != "" {
				name = d.Namespace + "/" + name
			}
			v.by += " " + name + " "
			if d.Kind != "KubernetesNetworkPolicy" {
				v.by += fmt.Sprint(d.Rule)
			}
		}
		return v
	}
	return verdict{by: "nothing"}
}
