package traffic

import (
	"fmt"
	"net/netip"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/selector"
)

// End is what traffic comes from or goes to: pods, host endpoints or addresses that nothing tells apart.
type End struct {
	Name      string   // NAMESPACE/WORKLOAD for pods, else host endpoints, a network set or networks
	Namespace string   // of pods
	Pods      []string // names of pods, in order
	Hosts     []string // names of host endpoints, in order
	Networks  []string // addresses outside of the cluster

	facts   *facts
	network netip.Prefix // one that has some of the addresses outside
	notes   []string     // what is not modelled: of host endpoints always, else of traffic with addresses outside
}

// alone reports whether traffic from the end to itself stays in a pod or a host, where Calico decides nothing.
func (e *End) alone() bool { return len(e.Pods)+len(e.Hosts) == 1 }

// hostNotes returns what is not modelled of host endpoints.
func (e *End) hostNotes() []string {
	if len(e.Hosts) == 0 {
		return nil
	}
	return e.notes
}

// is reports whether both ends are the same pods or host endpoints.
func (e *End) is(o *End) bool {
	return e.Namespace == o.Namespace && slices.Equal(e.Pods, o.Pods) && slices.Equal(e.Hosts, o.Hosts)
}

// Pods selects pods: by the name and labels of their namespace, by labels, and by service account. What is left out
// selects all. Selectors have Calico's syntax.
type Pods struct {
	Namespace         string
	NamespaceSelector string
	Selector          string
	ServiceAccounts   []string
}

// Classes returns the classes of all pods, by name.
func (c *Cluster) Classes() []*End { return c.classes }

// Hosts returns the host endpoints: those of one end are not told apart.
func (c *Cluster) Hosts() []*End { return c.hosts }

// Pods returns the classes of the selected pods, without other pods of these classes. Selected pods in the network of
// their node have no class: they are said in words.
func (c *Cluster) Pods(p Pods) (ends []*End, unmodelled []string, err error) {
	parsed, err := p.parse()
	if err != nil {
		return nil, nil, err
	}
	selected := map[*End][]*pod{}
	for _, pod := range c.pods {
		switch {
		case p.Namespace != "" && pod.namespace != p.Namespace || !parsed.EvaluateLabels(pod.labels):
		case pod.hostNetwork:
			unmodelled = append(unmodelled, fmt.Sprintf("Pod %s/%s uses the network of its node, where policies for pods "+
				"do not apply; it is left out.", pod.namespace, pod.name))
		default:
			selected[pod.class] = append(selected[pod.class], pod)
		}
	}
	for _, class := range c.classes {
		if pods := selected[class]; len(pods) > 0 {
			ends = append(ends, c.podsEnd(class.facts, pods))
		}
	}
	return ends, unmodelled, nil
}

// parse returns one selector of pods.
func (p Pods) parse() (*selector.Selector, error) {
	entity := v3.EntityRule{Selector: p.Selector, NamespaceSelector: p.NamespaceSelector}
	if len(p.ServiceAccounts) > 0 {
		entity.ServiceAccounts = &v3.ServiceAccountMatch{Names: p.ServiceAccounts}
	}
	expression, err := entitySelector(&entity, "")
	if err != nil {
		return nil, fmt.Errorf("the selector %q is not valid: %w", p.NamespaceSelector, err)
	}
	parsed, err := selector.Parse(expression)
	if err != nil {
		return nil, fmt.Errorf("the selector %q is not valid: %w", p.Selector, err)
	}
	return parsed, nil
}

// podsEnd returns pods of one class as an end.
func (c *Cluster) podsEnd(f *facts, pods []*pod) *End {
	end := &End{Name: c.podsName(pods), Namespace: pods[0].namespace, facts: f}
	for _, p := range pods {
		end.Pods = append(end.Pods, p.name)
	}
	var services []string
	for _, s := range c.services {
		if s.masquerades && slices.ContainsFunc(pods, func(p *pod) bool { return s.serves(p.addresses) }) {
			services = append(services, s.name)
		}
	}
	if len(services) > 0 {
		end.notes = append(end.notes, fmt.Sprintf("Service %s may replace the address of a client outside of the cluster "+
			"by that of a node; the answer is for the address of the client.", braced(services)))
	}
	return end
}
