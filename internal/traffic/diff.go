package traffic

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
)

// Changes says what differs between two clusters.
type Changes struct {
	Opens, Shuts         []Change
	MoreOpens, MoreShuts int      // how many changes are left out
	Unmodelled           []string // what could change the answer, and is not taken into account
}

// Change says of which connections a cluster allows more or fewer. It may stand for many ends: From and To are then
// "anywhere", "all pods" or "namespace NAME".
type Change struct {
	From, To      string
	IPVersion     int // 4 or 6; 0 for all versions that both ends have
	Conns         Conns
	Before, After []Decision // who decided about these connections, and who does now
	Pairs         int        // of ends
}

// Diff compares what two clusters allow between their pods, host endpoints and everything outside of them. Changes that
// hold for all pods of a namespace, for all pods or for everything are folded into one. Each list has up to limit
// changes, those first that stand for the most ends.
func Diff(before, after *Cluster, limit int) Changes {
	ends, lost := refine(before, after)
	d := &difference{ends: ends, opens: changedConns{}, shuts: changedConns{}}
	for i, from := range ends {
		for j, to := range ends {
			if from.after.facts.enforced || to.after.facts.enforced {
				d.compare(i, j, before, after)
			}
		}
	}
	var changes Changes
	changes.Opens, changes.MoreOpens = d.folded(d.opens, limit)
	changes.Shuts, changes.MoreShuts = d.folded(d.shuts, limit)
	changes.Unmodelled = d.unmodelled
	if lost > 0 {
		changes.Unmodelled = append(changes.Unmodelled,
			fmt.Sprintf("%d pods exist only before or only after; their traffic is not compared.", lost))
	}
	return changes
}

// pair is an end as it is before and after.
type pair struct{ before, after *End }

// refine returns ends whose pods and addresses nothing tells apart, neither before nor after, and the number of pods
// that are in one cluster alone.
func refine(before, after *Cluster) (ends []pair, lost int) {
	was := map[string]*pod{}
	for _, p := range before.pods {
		was[p.namespace+"/"+p.name] = p
	}
	groups := map[pair][]*pod{}
	lost = len(before.pods)
	for _, p := range after.pods {
		old := was[p.namespace+"/"+p.name]
		switch {
		case old == nil:
			lost++
			continue
		case old.class != nil && p.class != nil:
			groups[pair{old.class, p.class}] = append(groups[pair{old.class, p.class}], p)
		}
		lost--
	}
	for of, pods := range groups {
		end := after.podsEnd(of.after.facts, pods)
		old := *end
		old.facts = of.before.facts
		ends = append(ends, pair{&old, end})
	}
	ends = append(ends, refineHosts(before, after)...)
	slices.SortFunc(ends, func(a, b pair) int { return cmp.Compare(a.after.Name, b.after.Name) })
	for _, e := range outside(versionsOf(ends), after, before) {
		old := *e
		old.facts = before.address(e.network)
		ends = append(ends, pair{&old, e})
	}
	return ends, lost
}

// refineHosts returns the host endpoints of both clusters.
func refineHosts(before, after *Cluster) (ends []pair) {
	groups := map[pair][]string{}
	for _, class := range after.hosts {
		for _, name := range class.Hosts {
			if old := before.hostClass(name); old != nil {
				groups[pair{old, class}] = append(groups[pair{old, class}], name)
			}
		}
	}
	for of, names := range groups {
		ends = append(ends, pair{hostsEnd(of.before.facts, names), hostsEnd(of.after.facts, names)})
	}
	return ends
}

// versionsOf returns the networks of all addresses, of the IP versions that ends have.
func versionsOf(ends []pair) (all []netip.Prefix) {
	for v, everywhere := range anywhere {
		if slices.ContainsFunc(ends, func(e pair) bool { return e.after.facts.has(v) }) {
			all = append(all, everywhere)
		}
	}
	return all
}

// difference collects what differs.
type difference struct {
	ends         []pair
	opens, shuts changedConns
	unmodelled   []string
}

// changedConns holds changes by IP version and connections, and then by the indexes of both ends.
type changedConns map[string]map[[2]int]Change

// compare compares two ends, over each IP version that both have.
func (d *difference) compare(i, j int, before, after *Cluster) {
	from, to := d.ends[i], d.ends[j]
	if i == j && from.after.alone() {
		return
	}
	var opens, shuts []Change
	for v := range anywhere {
		if !from.before.facts.has(v) || !to.before.facts.has(v) || !from.after.facts.has(v) || !to.after.facts.has(v) {
			continue
		}
		was, is := before.decide(from.before, to.before, v), after.decide(from.after, to.after, v)
		opens = append(opens, change(is.Allowed.Less(was.Allowed), was, is))
		shuts = append(shuts, change(was.Allowed.Less(is.Allowed), was, is))
		for _, text := range slices.Concat(was.Unmodelled, is.Unmodelled) {
			if !slices.Contains(d.unmodelled, text) {
				d.unmodelled = append(d.unmodelled, text)
			}
		}
	}
	d.opens.add(opens, i, j)
	d.shuts.add(shuts, i, j)
}

func change(of Conns, was, is Answer) Change {
	return Change{IPVersion: is.IPVersion, Conns: of, Before: was.about(of), After: is.about(of)}
}

// add adds what changes between two ends, by IP version. What is equal over both versions, but for ICMP, is one change.
func (l changedConns) add(changes []Change, i, j int) {
	if len(changes) == 2 && changes[0].Conns.withoutICMP().Equal(changes[1].Conns.withoutICMP()) {
		changes[0].Conns = changes[0].Conns.Or(changes[1].Conns)
		changes[0].Before = join(changes[0].Before, changes[1].Before)
		changes[0].After = join(changes[0].After, changes[1].After)
		changes = changes[:1]
	}
	if len(changes) == 1 {
		changes[0].IPVersion = 0
	}
	for _, c := range changes {
		if c.Conns.Empty() {
			continue
		}
		key := fmt.Sprint(c.IPVersion, c.Conns)
		if l[key] == nil {
			l[key] = map[[2]int]Change{}
		}
		l[key][[2]int{i, j}] = c
	}
}

// about returns the decisions about connections: those that deny them, or all if they are allowed.
func (a Answer) about(conns Conns) (all []Decision) {
	var denials []Decision
	for _, d := range slices.Concat(a.Egress, a.Ingress) {
		if d.Conns = d.Conns.And(conns); !d.Conns.Empty() {
			all = append(all, d)
			if d.Action == v3.Deny {
				denials = append(denials, d)
			}
		}
	}
	if len(denials) > 0 {
		return denials
	}
	return all
}
