package provider_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	validator "github.com/projectcalico/calico/libcalico-go/lib/validator/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestForeignObjects imports objects that others made, of the kinds that the run samples, with whatever values and
// spellings the cluster and Calico accept, and lets Terraform write their configurations: nothing but the import happens.
// Only Terraform's own configurations show what it leaves out of them, and whether they are valid.
func TestForeignObjects(t *testing.T) { inOwnLabs(t, foreignObjects, everyMode...) }

func foreignObjects(t *testing.T, l *lab.Lab) {
	m := &foreignMaker{t: t, lab: l, f: foreigner{Rand: lab.Random(t)}, server: newServer(t, l), refused: map[string]int{}}
	served := servedBy(t, l)
	for _, name := range []string{"t1", "t2"} { // which peers name
		l.MustCreate(t, "bgpfilters", "BGPFilter", map[string]any{
			"metadata": map[string]any{"name": name}, "spec": map[string]any{},
		})
	}
	kinds := slices.DeleteFunc(everyKind(namespace(t, l)), func(d declared) bool {
		return !slices.Contains(served, "calico_"+d.name)
	})
	kinds = lab.Sample(t, 6, kinds)
	for _, d := range kinds {
		m.make(d)
	}
	t.Logf("%d objects were accepted and %d have to be edited; by kind refused: %v", m.made, m.edited, m.refused)
	if m.made < len(kinds) {
		t.Errorf("only %d objects were accepted", m.made)
	}
	w := newRunner(t)
	w.write(configured(l, m.imports.String()))
	w.run("successfully initialized", "init")
	imported := fmt.Sprintf("%d to import, 0 to add, 0 to change, 0 to destroy", m.made)
	w.run(imported, "plan", "-generate-config-out=generated.tf")
}

// refusedOnPurpose are errors about objects that Calico accepts: somebody has to edit their configurations.
var refusedOnPurpose = []*regexp.Regexp{
	regexp.MustCompile(`match_expressions|policy_types|ports\[\d+\]\.(protocol|end_port)`), // Kubernetes refuses it, when it is promoted
	regexp.MustCompile(`ip_block\.(cidr|except\[\d+\]): "[^"]*" is not a CIDR`),            // Kubernetes refuses it, when it is promoted
	// What it is to match has to be said.
	regexp.MustCompile(`(http|icmp|service_accounts|(names|methods)\[\d+\]): An empty (object|value) is not allowed`),
	regexp.MustCompile(`Max is less than min`),      // the rule matches nothing
	regexp.MustCompile(`generate_name`),             // host endpoints of one name
	regexp.MustCompile(`Missing required argument`), // without it, the rest has no effect
	regexp.MustCompile(`iptables_mark_mask`),        // Felix does not start
	regexp.MustCompile(`service_accounts\.names`),   // no service account can have the name
	regexp.MustCompile(`serves no tunnels`),         // the pool would
	regexp.MustCompile(`bind_mode`),                 // BIRD compares the case
}

// foreignMaker makes objects past the provider.
type foreignMaker struct {
	*server
	t       *testing.T
	lab     *lab.Lab
	f       foreigner
	tried   int
	made    int
	edited  int // objects that the provider refuses on purpose
	refused map[string]int
	imports strings.Builder
}

// make makes objects of a kind: those of the samples, in other spellings.
func (m *foreignMaker) make(d declared) {
	m.t.Helper()
	own := *m.server
	for i, pair := range samplesOf(m.t, d.name) {
		one := &life{
			server: &own, t: m.t, lab: m.lab, kind: "calico_" + d.name, plural: d.cluster.Plural, key: d.key, adopts: d.adopts,
			r: &random{rand.New(rand.NewPCG(uint64(i), 11)), &own},
		}
		pair = d.known(one, pair)
		one.applyValue(one.sampled(pair[0]))
		spec := one.spec()
		if d.adopts {
			m.overwrite(d, one, spec)
			return
		}
		one.destroy()
		for range 4 {
			m.create(d, spec)
		}
	}
}

// overwrite respells the only object of a kind.
func (m *foreignMaker) overwrite(d declared, one *life, spec map[string]any) {
	m.t.Helper()
	for range 20 {
		next := m.f.specification(spec)
		object := &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": v3.GroupVersionCurrent, "kind": d.cluster.Kind, "metadata": map[string]any{"name": d.key["name"]}, "spec": next,
		}}
		err := m.invalid(object)
		if err == nil && !one.overwrite(next) {
			err = errors.New("the cluster refuses it")
		}
		if err == nil {
			m.imported(d, "", d.key["name"])
			return
		}
		m.refuse(d, err)
	}
	m.t.Errorf("no values of %s were accepted", d.name)
}

// create creates an object with a respelled specification.
func (m *foreignMaker) create(d declared, spec map[string]any) {
	m.t.Helper()
	m.tried++
	name, space := fmt.Sprintf("foreign%s%d", []string{"-", "."}[m.f.IntN(2)], m.tried), d.key["namespace"]
	next := m.f.specification(spec)
	if next["tier"] != nil { // on which the name hangs
		next["tier"] = spec["tier"]
	}
	switch d.name {
	case "tier": // which takes no dots
		name = strings.ReplaceAll(name, ".", "-")
	case "ippool": // whose ranges must not overlap
		next["cidr"] = fmt.Sprintf("10.%d.0.0/16", 80+m.tried%100)
		if m.f.IntN(2) == 0 {
			next["cidr"], next["ipipMode"] = fmt.Sprintf("FD00:0:%x::/64", m.tried), "Never"
			delete(next, "blockSize")
		}
	}
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": v3.GroupVersionCurrent, "kind": d.cluster.Kind, "spec": next,
		"metadata": map[string]any{"name": name, "labels": map[string]any{"odd.key/X": "", "k": "V"}, "annotations": map[string]any{"a/b": " "}},
	}}
	object.SetNamespace(space)
	api, stored := (&life{t: m.t, lab: m.lab, plural: d.cluster.Plural, key: map[string]string{"name": name, "namespace": space}}).stored()
	object.SetName(stored)
	err := m.invalid(object)
	object.SetAPIVersion(m.lab.CalicoAPI().String())
	if err == nil {
		_, err = api.Create(m.t.Context(), object, metav1.CreateOptions{})
	}
	if err != nil {
		m.refuse(d, err)
		return
	}
	m.imported(d, space, name)
}

// refuse notes why an object was refused.
func (m *foreignMaker) refuse(d declared, err error) {
	m.refused[d.name]++
	m.t.Logf("%s: %s", d.name, strings.ReplaceAll(err.Error(), "\n", " "))
}

// invalid is what Calico's own validator has against an object, which clusters without Calico's API server do not ask.
func (m *foreignMaker) invalid(object *unstructured.Unstructured) error {
	scheme := runtime.NewScheme()
	if err := v3.AddToScheme(scheme); err != nil {
		m.t.Fatal(err)
	}
	typed, err := scheme.New(object.GroupVersionKind())
	if err != nil {
		m.t.Fatal(err)
	}
	content, err := object.MarshalJSON()
	if err == nil {
		err = json.Unmarshal(content, typed)
	}
	return cmp.Or(err, validator.Validate(typed))
}

// imported adds an object to the imports, unless the provider refuses its configuration on purpose.
func (m *foreignMaker) imported(d declared, space, name string) {
	m.t.Helper()
	id := strings.TrimPrefix(space+"/"+name, "/")
	if err := m.faults(d, id); err != nil {
		for _, known := range refusedOnPurpose {
			if known.MatchString(err.Error()) {
				m.edited++
				return
			}
		}
		m.t.Errorf("%s %s: %v", d.name, id, err)
		return
	}
	fmt.Fprintf(&m.imports, "import {\n  to = calico_%s.o%d\n  id = %q\n}\n", d.name, m.made, id)
	m.made++
}

// faults is what the provider has against the configuration of an object that it imports.
func (m *foreignMaker) faults(d declared, id string) error {
	m.t.Helper()
	a := actorOf(m.ProviderServer, "calico_"+d.name)
	kept, err := a.adoptID(m.t.Context(), id)
	if err == nil {
		kept, err = a.read(m.t.Context(), kept)
	}
	if err != nil {
		return err
	}
	config := m.attributesIn(wire(kept.state), a.typ)
	for _, attribute := range m.schema.ResourceSchemas[a.kind].Block.Attributes {
		if attribute.Computed && !attribute.Optional {
			config[attribute.Name] = tftypes.NewValue(attribute.Type, nil)
		}
	}
	resp, err := m.ValidateResourceConfig(m.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: a.kind, Config: wire(object(a.typ, config)),
	})
	return said(resp.Diagnostics, err)
}
