package provider_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestRoles finds out what each resource asks of the cluster, makes that a role, and takes the resource through its life
// with exactly that role, and with each verb missing: it works, or says what is missing. The roles are what the guide
// gives.
func TestRoles(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	space := namespace(t, l)
	for i, name := range []string{"roles", "more-roles"} {
		l.MustCreate(t, "ippools", "IPPool", map[string]any{
			"metadata": map[string]any{"name": name}, "spec": map[string]any{"cidr": fmt.Sprintf("10.77.%d.0/24", i)},
		})
	}
	for _, name := range []string{"t1", "t2"} { // which peers name
		l.MustCreate(t, "bgpfilters", "BGPFilter", map[string]any{
			"metadata": map[string]any{"name": name}, "spec": map[string]any{},
		})
	}
	var guide strings.Builder
	var trials []trial
	all := everyRole(space)
	tried := lab.Sample(t, 4, all)
	for _, d := range all {
		d.made = d.adopts && !d.isThere(t, l)
		role := d.measure(t, l)
		fmt.Fprintf(&guide, "## calico_%s\n\n```yaml\n%s```\n\n", d.name, role)
		if slices.ContainsFunc(tried, func(other roleLife) bool { return other.name == d.name }) {
			trials = append(trials, d.trials(t, l, role)...)
		}
	}
	time.Sleep(time.Second) // for the servers to hear of the roles
	for _, trial := range trials {
		trial.try(t, l)
	}
	published(t, "templates/guides/rbac.md", guide.String())
}

// role has verbs by API group and resource, with a slash between them.
type role map[string][]string

// String is the role's rules.
func (r role) String() string {
	var out strings.Builder
	for _, what := range slices.Sorted(maps.Keys(r)) {
		group, resource, _ := strings.Cut(what, "/")
		fmt.Fprintf(&out, "- apiGroups: [%q]\n  resources: [%q]\n  verbs: %q\n", group, resource, r[what])
	}
	return strings.ReplaceAll(out.String(), `" "`, `", "`)
}

// rules are the role as the cluster takes it.
func (r role) rules() (rules []any) {
	for what, verbs := range r {
		group, resource, _ := strings.Cut(what, "/")
		rules = append(rules, map[string]any{"apiGroups": []any{group}, "resources": []any{resource}, "verbs": anys(verbs)})
	}
	return rules
}

func anys(texts []string) (all []any) {
	for _, text := range texts {
		all = append(all, text)
	}
	return all
}

// without is the role without a verb.
func (r role) without(what, verb string) role {
	less := maps.Clone(r)
	less[what] = slices.DeleteFunc(slices.Clone(r[what]), func(v string) bool { return v == verb })
	if len(less[what]) == 0 {
		delete(less, what)
	}
	return less
}

// asked is what a path asks for.
var asked = regexp.MustCompile(`^/(?:api|apis/([^/]+))/[^/]+/(?:namespaces/[^/]+/)?([a-z]+)(?:/[^/?]+)?(?:\?|$)`)

// calicoGroup begins Calico's kinds in a role.
const calicoGroup = "projectcalico.org/"

// tiered are the kinds to which Calico gives access by tiers.
var tiered = []string{"globalnetworkpolicies", "networkpolicies", "stagedglobalnetworkpolicies", "stagednetworkpolicies"}

// measure is the role that consists of what the life of a resource asks for.
func (d roleLife) measure(t *testing.T, l *lab.Lab) role {
	t.Helper()
	user := "measured-" + strings.ReplaceAll(d.name, "_", "-")
	if said := d.try(t, must(t)(l.Counted(user, lab.Masters)), l); said != "" {
		t.Fatalf("calico_%s: %s", d.name, said)
	}
	made, err := l.Requests(user)
	if err != nil {
		t.Fatal(err)
	}
	measured := role{}
	for _, request := range made {
		parts := asked.FindStringSubmatch(request.Path)
		if parts == nil || parts[2] == "selfsubjectaccessreviews" {
			continue // what everybody may ask
		}
		what := parts[1] + "/" + parts[2]
		measured[what] = append(measured[what], request.Verb)
	}
	if d.cluster.Plural != "" { // to read many at once, and for data sources and queries
		what := calicoGroup + d.cluster.Plural
		measured[what] = append(measured[what], "list")
	}
	for what, verbs := range maps.Clone(measured) {
		if plural, ok := strings.CutPrefix(what, calicoGroup); ok && slices.Contains(tiered, plural) {
			measured[calicoGroup+"tier."+plural] = slices.Clone(verbs)
			measured[calicoGroup+"tiers"] = append(measured[calicoGroup+"tiers"], "get")
		}
	}
	for what, verbs := range measured {
		slices.Sort(verbs)
		measured[what] = slices.Compact(verbs)
	}
	return measured
}

// trial is a life with a role that lacks a verb, or none.
type trial struct {
	roleLife
	user, what, verb string
}

func (d roleLife) trials(t *testing.T, l *lab.Lab, complete role) []trial {
	t.Helper()
	all := []trial{{roleLife: d}}
	for what, verbs := range complete {
		for _, verb := range verbs {
			all = append(all, trial{roleLife: d, what: what, verb: verb})
		}
	}
	for i := range all {
		all[i].user = fmt.Sprintf("%s-%d", strings.ReplaceAll(d.name, "_", "-"), i)
		r := complete
		if all[i].what != "" {
			r = complete.without(all[i].what, all[i].verb)
		}
		allow(t, l, all[i].user, r.rules()...)
	}
	return all
}

// optional are requests without which a resource works all the same: it reads one by one what it may not list, does
// without the release, and without advice.
var optional = regexp.MustCompile(`^list |clusterinformations$|^get (namespaces|tiers)$`)

func (d trial) try(t *testing.T, l *lab.Lab) {
	t.Helper()
	said := d.roleLife.try(t, as(t, l, d.user), l)
	_, resource, _ := strings.Cut(d.what, "/")
	resource = strings.TrimPrefix(resource, "tier.")
	switch missing := d.verb + " " + resource; {
	case d.what == "" && said != "":
		t.Errorf("calico_%s with its role: %s", d.name, said)
	case d.what == "" || optional.MatchString(missing) && said == "":
	case !strings.Contains(strings.ToLower(said), d.verb) || !strings.Contains(said, strings.TrimSuffix(resource, "s")):
		t.Errorf("calico_%s without %s: %q", d.name, missing, said)
	}
}
