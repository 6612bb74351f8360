package traffic

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// lines returns changes as lines, with who decides after.
func lines(changes []Change) (all []string) {
	for _, c := range changes {
		var by []string
		for _, d := range c.After {
			by = append(by, d.String())
		}
		all = append(all, fmt.Sprintf("%v [%d] %s", c, c.Pairs, strings.Join(by, ", ")))
	}
	return all
}

func TestDiff(t *testing.T) {
	deny := "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: deny}\nspec: "
	for name, c := range map[string]struct {
		before, after string
		opens, shuts  []string
	}{
		"nothing": {office, office, nil, nil},
		"a port of one pod opens to a namespace": {
			policyOf("NetworkPolicy", "p", "types: [Ingress]"),
			policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, protocol: TCP, source: {namespaceSelector: team == 'a'}, destination: {ports: [5432]}}]"),
			[]string{"namespace shop -> shop/db: TCP 5432 [1] no policy decides on egress, ingress rule 0 of NetworkPolicy shop/p in tier default"},
			nil,
		},
		"everything shuts": {
			"", deny + "{namespaceSelector: all(), types: [Ingress, Egress]}",
			nil,
			[]string{
				"anywhere -> anywhere: all connections [7] the end of tier default on egress, the end of tier default on ingress",
			},
		},
		"what no policy needs to tell apart is folded": {
			"", deny + "{selector: app == 'db', types: [Ingress]}",
			nil,
			[]string{"anywhere -> shop/db: all connections [3] the end of tier default on ingress"},
		},
		"networks": {
			policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, source: {nets: [10.0.0.0/8]}}]") + office,
			policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, source: {nets: [10.0.0.0/8], notNets: [10.1.0.0/16]}}, "+
				"{action: Allow, source: {selector: set == 'office', namespaceSelector: global()}}]") + office,
			[]string{"GlobalNetworkSet office -> shop/db: all connections [1] ingress rule 1 of NetworkPolicy shop/p in tier default"},
			[]string{"10.1.0.0/16 -> shop/db: all connections [1] the end of tier default on ingress"},
		},
		"a policy that goes": {
			policyOf("NetworkPolicy", "p", "types: [Egress]\negress: [{action: Allow, protocol: UDP}]"), "",
			[]string{"shop/db -> anywhere: all connections except UDP [3] no policy decides on egress, no policy decides on ingress"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			one := Load(manifests(t, v4Shop(t), c.before))
			other := Load(manifests(t, v4Shop(t), c.after))
			changes := Diff(one, other, 20)
			equal(t, "opens", lines(changes.Opens), c.opens...)
			equal(t, "shuts", lines(changes.Shuts), c.shuts...)
			back := Diff(other, one, 20)
			if len(back.Opens) != len(changes.Shuts) || len(back.Shuts) != len(changes.Opens) {
				t.Errorf("back: %v, %v", back.Opens, back.Shuts)
			}
		})
	}
}

// v4Shop returns the shop with IPv4 addresses alone.
func v4Shop(t *testing.T) *State {
	s := shop(t)
	for _, p := range s.Pods {
		p.Status.PodIPs = p.Status.PodIPs[:1]
	}
	return s
}

func TestDiffOfVersions(t *testing.T) {
	before := Load(manifests(t, shop(t), policyOf("NetworkPolicy", "p", "types: [Ingress]")))
	after := Load(manifests(t, shop(t), policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Allow, ipVersion: 6, protocol: TCP, source: {selector: app == 'web'}}, {action: Allow, protocol: UDP, source: {selector: app == 'api'}}]`)))
	equal(t, "opens", lines(Diff(before, after, 9).Opens),
		"shop/api -> shop/db: UDP [1] no policy decides on egress, ingress rule 1 of NetworkPolicy shop/p in tier default",
		"shop/web -> shop/db: TCP (IPv6) [1] no policy decides on egress, ingress rule 0 of NetworkPolicy shop/p in tier default")
}

// TestLimit checks that changes which are left out are counted, as are pods of one cluster alone.
func TestLimit(t *testing.T) {
	s := v4Shop(t)
	before := Load(s)
	s.Pods = append(s.Pods, newPod("shop/new", "default", "10.65.0.8", "app=new"))
	manifests(t, s, policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Deny, protocol: TCP, source: {selector: app == 'web'}, destination: {ports: [1]}}
- {action: Deny, protocol: TCP, source: {selector: app == 'api'}, destination: {ports: [2]}}
- {action: Deny, protocol: TCP, source: {nets: [203.0.113.0/24]}, destination: {ports: [3]}}
- {action: Allow}`))
	changes := Diff(before, Load(s), 2)
	equal(t, "shuts", lines(changes.Shuts),
		"203.0.113.0/24 -> shop/db: TCP 3 [1] ingress rule 2 of NetworkPolicy shop/p in tier default",
		"shop/api -> shop/db: TCP 2 [1] ingress rule 1 of NetworkPolicy shop/p in tier default")
	if changes.MoreShuts != 1 || len(changes.Opens)+changes.MoreOpens > 0 {
		t.Errorf("%+v", changes)
	}
	if !slices.Contains(changes.Unmodelled, "1 pods exist only before or only after; their traffic is not compared.") {
		t.Error(changes.Unmodelled)
	}
}

// TestDiffIsComplete compares folded changes with the answers before and after, pod by pod.
func TestDiffIsComplete(t *testing.T) {
	s := town(2, 60)
	before := Load(s)
	s.GlobalNetworkPolicies = append(s.GlobalNetworkPolicies[1:], townGlobal(3), townGlobal(9))
	s.NetworkPolicies = s.NetworkPolicies[5:]
	after := Load(s)
	changes := Diff(before, after, 1<<20)
	said := func(list []Change, from, to *End) (all Conns) {
		for _, c := range list {
			if stands(c.From, from) && stands(c.To, to) {
				all = all.Or(c.Conns)
			}
		}
		return all
	}
	opened := 0
	for _, from := range after.Classes() {
		for _, to := range after.Classes() {
			if from == to {
				continue
			}
			was := before.Decide(end(t, before, from.Namespace+"/"+from.Pods[0]), end(t, before, to.Namespace+"/"+to.Pods[0]))
			is := after.Decide(from, to)
			opens, shuts := is[0].Allowed.Less(was[0].Allowed), was[0].Allowed.Less(is[0].Allowed)
			if !opens.Empty() {
				opened++
			}
			if !said(changes.Opens, from, to).Equal(opens) || !said(changes.Shuts, from, to).Equal(shuts) {
				t.Errorf("%s -> %s: opens %v, shuts %v", from.Name, to.Name, opens, shuts)
			}
		}
	}
	if opened == 0 {
		t.Error("nothing opens")
	}
	t.Logf("%d pairs of classes open in %d changes", opened, len(changes.Opens))
}

// stands reports whether the name of an end or of a group stands for the pods of a class. Pods of the town are named by
// their workload.
func stands(name string, class *End) bool {
	namespace, workloads, one := strings.Cut(name, "/")
	if !one {
		return name == "anywhere" || name == "all pods" || name == "namespace "+class.Namespace
	}
	workload, _, _ := strings.Cut(class.Pods[0], "-")
	return namespace == class.Namespace && slices.Contains(strings.Split(strings.Trim(workloads, "{}"), ", "), workload)
}
