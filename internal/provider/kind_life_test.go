package provider_test

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/catalog"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// composed are kinds that are no object of Calico's, so that nothing here fits them. They have tests of their own.
var composed = []string{"project_ippools", "project_isolation", "workspace_isolation"}

// skipped are attributes that samples leave out, of every kind or of one, with the reason.
var skipped = map[string]string{
	"tier":                                     "up to Calico 3.31 the name of a policy hangs on it",
	"force_destroy":                            "the cluster knows nothing of it",
	"felix_configuration.node_selector":        "Calico ignores it in the object default",
	"drain_on_destroy":                         "the cluster knows nothing of it",
	"egress[].http.methods":                    "HTTP is for ingress",
	"egress[].http.paths[].exact":              "HTTP is for ingress",
	"egress[].http.paths[].prefix":             "HTTP is for ingress",
	"egress[].source.services.name":            "a service is the source of ingress alone",
	"egress[].source.services.namespace":       "a service is the source of ingress alone",
	"ingress[].destination.services.name":      "a service is the destination of egress alone",
	"ingress[].destination.services.namespace": "a service is the destination of egress alone",
}

// declared is a kind as the catalogue declares it.
type declared struct {
	name    string
	cluster cluster.Resource
	adopts  bool
	key     map[string]string
	later   map[string]field.Since // attributes that not every release has, with the one that brings them
	gone    map[string]string      // attributes that not every release has, with the one that removes them
}

// everyKind are the kinds that are objects of Calico's, with the key of an object.
func everyKind(space string) (all []declared) {
	for _, definition := range catalog.Kinds() {
		kind := reflect.ValueOf(definition)
		d := declared{name: kind.FieldByName("Name").String(), adopts: kind.FieldByName("Ownership").FieldByName("Shared").Bool()}
		d.cluster, _ = reflect.TypeAssert[cluster.Resource](kind.FieldByName("API"))
		_, _, d.later = definition.Facts()
		d.gone = definition.Removals()
		d.key = map[string]string{"name": "every"}
		if d.adopts {
			d.key["name"] = "default"
		}
		if d.cluster.Namespaced {
			d.key["namespace"] = space
		}
		if !slices.Contains(composed, d.name) {
			all = append(all, d)
		}
	}
	return all
}

// TestEveryKind takes every kind through its life with configurations that its schema alone makes up: what is planned
// while parts are unknown stays, what is applied is what was planned, the next plan is empty, an import has nothing to
// write, each field that somebody else changes shows as a change of its attribute, and a destroy leaves what it should.
func TestEveryKind(t *testing.T) { inOwnLabs(t, testEveryKind, everyMode...) }

func testEveryKind(t *testing.T, l *lab.Lab) {
	served := servedBy(t, l)
	s := newServer(t, l)
	for _, name := range []string{"t1", "t2"} { // which peers name
		l.MustCreate(t, "bgpfilters", "BGPFilter", map[string]any{
			"metadata": map[string]any{"name": name}, "spec": map[string]any{},
		})
	}
	for _, d := range lab.Sample(t, 2, everyKind(namespace(t, l))) {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			if slices.Contains(served, "calico_"+d.name) {
				d.live(t, l, s)
				return
			}
			none := &life{server: s, t: t, kind: "calico_" + d.name, key: d.key}
			if said := none.refusal(sample{}); !strings.Contains(said, "needs Calico") {
				t.Errorf("a plan for a release without the kind is answered with %q", said)
			}
		})
	}
}

// servedBy are the resources that a cluster can have, as the provider tells it.
func servedBy(t *testing.T, l *lab.Lab) (served []string) {
	t.Helper()
	s := newServer(t, l)
	of := s.schema.DataSourceSchemas["calico_cluster"].ValueType()
	read, err := s.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "calico_cluster", Config: s.dynamic(object(of, nil)),
	})
	s.check(err, read.Diagnostics)
	var all []tftypes.Value
	if err := s.attributesIn(read.State, of)["resources"].As(&all); err != nil {
		t.Fatal(err)
	}
	for _, value := range all {
		var name string
		if err := value.As(&name); err != nil {
			t.Fatal(err)
		}
		served = append(served, name)
	}
	if l.Release() >= "v3.30" && len(served) < len(catalog.Kinds())-1 {
		t.Errorf("the cluster can have only %v", served)
	}
	return served
}

// live takes a kind through its life.
func (d declared) live(t *testing.T, l *lab.Lab, s *server) {
	own := *s
	own.t = t
	for i, pair := range samplesOf(t, d.name) {
		one := &life{
			server: &own, t: t, lab: l, kind: "calico_" + d.name, plural: d.cluster.Plural, key: d.key, adopts: d.adopts,
			r: &random{rand.New(rand.NewPCG(uint64(i), 11)), &own},
		}
		pair = d.known(one, pair)
		if original := one.spec(); original != nil && d.adopts {
			defer one.overwrite(original)
		}
		if d.adopts { // so that nothing of the samples was there before, which would stay
			one.applyValue(one.sampled(pair[0]))
			one.applyValue(one.sampled(pair[1]))
			one.destroy()
		}
		before := one.spec()
		one.applyValue(one.sampled(pair[0]))
		first := one.spec()
		one.isListed()
		if !d.adopts { // what others have in it would be ours too
			one.isDecoded()
		}
		_, restyled := one.plan(one.sampled(pair[0]), one.now)
		one.same("the plan in another style", one.now.state, restyled)
		one.applyValue(one.sampled(pair[1]))
		second := one.spec()
		one.applyValue(one.sampled(pair[0]))
		d.eachAlone(t, one, pair[0], first, second)
		one.destroy()
		if after := one.spec(); !reflect.DeepEqual(before, after) {
			t.Errorf("after all, the cluster has %v, not %v", after, before)
		}
		if !d.adopts { // an owner of some fields leaves out most of them anyway
			one.leavesOut(pair[0])
		}
	}
}

// leavesOut creates objects without any attribute, and without one attribute of a sample at a time, which the run samples:
// the plan has to know what the server fills in.
func (l *life) leavesOut(of sample) {
	l.t.Helper()
	without := []sample{{}}
	for _, name := range lab.Sample(l.t, 4, slices.Sorted(maps.Keys(of))) {
		one := clone(of)
		delete(one, name)
		without = append(without, one)
	}
	created := 0
	for _, attributes := range without {
		config := l.sampled(attributes)
		validated, err := l.ValidateResourceConfig(l.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
			TypeName: l.kind, Config: l.dynamic(config),
		})
		if said(validated.Diagnostics, err) == nil {
			l.applyValue(config)
			l.destroy()
			created++
		}
	}
	if created == 0 {
		l.t.Errorf("%v can be created with all attributes alone", l.kind)
	}
}

// eachAlone changes by itself each field in which two states of the object differ and which the run samples, and asserts
// that a read shows a change of its attribute and nothing else. Calico's API server refuses some of them, which the other
// modes prove then.
func (d declared) eachAlone(t *testing.T, one *life, ours sample, first, second map[string]any) {
	t.Helper()
	seen, configured := 0, pathsIn(ours, "")
	var refused []string
	others := differences(any(first), any(second), "")
	for _, path := range lab.Sample(t, 15, slices.Sorted(maps.Keys(others))) {
		changed, _ := clonedSpec(first)
		set(changed, path, others[path])
		if !one.overwrite(changed) {
			if !strings.HasPrefix(path, "routeTableRange") { // from 3.33 on, the ends of a range are compared
				refused = append(refused, path)
			}
			continue
		}
		seen++
		var want []string
		if path = plainPath(strings.TrimSuffix(path, ".k")); !d.adopts || slices.Contains(configured, path) {
			want = []string{path}
		}
		if got := one.changedBy(one.kind, wire(one.now.state)); !slices.Equal(got, want) {
			t.Errorf("a change of %s shows as one of %v", path, got)
		}
	}
	if !one.overwrite(first) {
		t.Fatal("the object could not be put back")
	}
	if got := one.changedBy(one.kind, wire(one.now.state)); len(got) > 0 {
		t.Errorf("with nothing changed, %v shows as changed", got)
	}
	if seen == 0 || one.lab.Mode != lab.Aggregated && len(refused) > 0 {
		t.Errorf("%d changes of single fields were proven, those of %v were refused", seen, refused)
	}
}
