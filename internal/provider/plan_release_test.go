package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// releaseCase is a configuration that some releases refuse, and what they say.
type releaseCase struct {
	kind    string
	with    sample
	refused []string // of releasesAsked
	says    string
}

// releasesAsked are releases between which something changed.
var releasesAsked = []string{"v3.30.1", "v3.30.6", "v3.31.0", "v3.31.4", "v3.32.1", "v3.33.0"}

func ofPolicy(rule sample) sample { return sample{"ingress": []any{rule}} }

func longText(length int) string { return "a == '" + strings.Repeat("x", length-len("a == ''")) + "'" }

func networks(count int) (all []any) {
	for i := range count {
		all = append(all, fmt.Sprintf("10.%d.%d.0/24", i/256, i%256))
	}
	return all
}

func manyPorts(count int) (all []any) {
	for i := range count {
		all = append(all, fmt.Sprint(1000+i))
	}
	return all
}

// releaseCases are about attributes that testEveryKind cannot try on releases: values, names and rules.
func releaseCases() map[string]releaseCase {
	before32, since32, before33, since33 := releasesAsked[:4], releasesAsked[4:], releasesAsked[:5], releasesAsked[5:]
	allow := func(more sample) sample {
		more["action"] = "Allow"
		return ofPolicy(more)
	}
	const felix, policy = "calico_felix_configuration", "calico_network_policy"
	return map[string]releaseCase{
		"backport":    {felix, sample{"log_action_rate_limit": "10/second"}, []string{"v3.30.1", "v3.31.0"}, "needs Calico 3.31.4"},
		"new value":   {felix, sample{"program_cluster_routes": "EnabledIPIPOnly"}, before33, `The value "EnabledIPIPOnly" needs Calico 3.33`},
		"old value":   {felix, sample{"bpf_redirect_to_peer": "L2Only"}, since32, `Calico has no value "L2Only" in 3.32 and later`},
		"old field":   {felix, sample{"iptables_lock_timeout": "5s"}, since32, "Calico 3.32 removed the attribute"},
		"own name":    {felix, sample{"name": "gpu", "node_selector": "has(gpu)"}, before32, `ignores the object "gpu"`},
		"marks":       {felix, sample{"iptables_mark_mask": 0xffff0000}, before33, "earlier releases accept at most 2147483647"},
		"log prefix":  {felix, sample{"log_prefix": "a.b"}, since32, "has characters other than"},
		"filter":      {"calico_bgp_filter", sample{"export_v4": []any{sample{"action": "Accept", "operations": []any{sample{"set_priority": sample{"value": 7}}}}}}, before32, "export_v4[0].operations"},
		"named port":  {policy, allow(sample{"destination": sample{"ports": []any{"http"}}}), before32, "A rule with ports needs protocol"},
		"http":        {policy, allow(sample{"protocol": "6", "http": sample{"methods": []any{"GET"}}}), before33, "A rule with http needs protocol TCP"},
		"icmp":        {policy, allow(sample{"protocol": "1", "icmp": sample{"type": 8}}), before33, "A rule with icmp needs protocol ICMP"},
		"icmp family": {policy, allow(sample{"protocol": "1", "ip_version": 6}), since33, "IPv4"},
		"dots":        {policy, sample{"name": "a.b.c"}, before32, "name"},
		"selector":    {policy, sample{"selector": longText(1025)}, since33, "The attribute has 1025 characters"},
		"nets":        {policy, allow(sample{"source": sample{"nets": networks(257)}}), since33, "ingress[0].source.nets"},
		"ports":       {policy, allow(sample{"protocol": "TCP", "destination": sample{"ports": manyPorts(51)}}), since33, "at most 50"},
		"rules":       {policy, sample{"egress": slices.Repeat([]any{sample{"action": "Allow"}}, 1025)}, since33, "The attribute has 1025 elements"},
		"fits":        {policy, allow(sample{"source": sample{"nets": networks(256), "selector": longText(1024)}}), nil, ""},
	}
}

// TestReleaseRules plans values that some releases of Calico refuse, and expects an error from these releases alone.
func TestReleaseRules(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	for _, release := range releasesAsked {
		aboutCalico(t, l, fmt.Sprintf(`{"spec": {"calicoVersion": %q}}`, release))
		s := newServer(t, l)
		for name, c := range releaseCases() {
			one := &life{server: s, t: t, lab: l, kind: c.kind, key: map[string]string{}}
			config := maps.Clone(c.with)
			if c.kind == "calico_network_policy" {
				config["namespace"] = "default"
			}
			if config["name"] == nil {
				config["name"] = "default"
			}
			validated, err := s.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: c.kind, Config: s.dynamic(one.sampled(config)),
			})
			s.check(err, validated.Diagnostics)
			said := one.refusal(config)
			if refused := slices.Contains(c.refused, release); refused != (said != "") || !strings.Contains(said, c.says) && refused {
				t.Errorf("%s on %s, which is refused: %v; the plan says %q", name, release, refused, said)
			}
		}
	}
}

// TestFelixOfSomeNodes takes a FelixConfiguration with a node selector through its life: it is created, changed, and
// deleted with its last resource, while fields of others keep it.
func TestFelixOfSomeNodes(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	addField(t, l, "felixconfigurations", "nodeSelector")
	aboutCalico(t, l, `{"spec": {"calicoVersion": "v3.32.1"}}`)
	one := &life{
		server: newServer(t, l), t: t, lab: l, kind: "calico_felix_configuration", plural: "felixconfigurations",
		key: map[string]string{"name": "gpu"}, adopts: true,
	}
	for _, selector := range []string{"has(gpu)", "has(gpu) && zone == 'a'"} {
		one.now = one.must(one.actor().apply(t.Context(), one.sampled(sample{"node_selector": selector, "ipv6_support": false}), one.orNone(one.now)))
		if got := one.spec(); got["nodeSelector"] != selector || got["ipv6Support"] != false {
			t.Errorf("the object has %v", got)
		}
	}
	for _, length := range []string{"1s500ms", "1m30s"} { // Go writes 1.5s, which the definitions refuse
		config := one.sampled(sample{"node_selector": "has(gpu)", "route_refresh_interval": length})
		one.now = one.must(one.actor().apply(t.Context(), config, one.now))
		if got := one.spec()["routeRefreshInterval"]; got != length {
			t.Errorf("the interval %s is stored as %v", length, got)
		}
		if _, planned := one.plan(config, one.must(one.actor().read(t.Context(), one.now))); !planned.Equal(one.now.state) {
			t.Errorf("with the interval %s, the plan after the apply is not empty", length)
		}
	}
	one.destroy()
	if left := one.spec(); left != nil {
		t.Errorf("after the destroy, the cluster has %v", left)
	}
	said := one.refused(sample{"ipv6_support": true})
	if !strings.Contains(said, "unless node_selector is set") {
		t.Errorf("a configuration without a node selector is answered with %q", said)
	}
}

// refused returns the errors of the validation of a configuration.
func (l *life) refused(config sample) string {
	l.t.Helper()
	validated, err := l.ValidateResourceConfig(l.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: l.kind, Config: l.dynamic(l.sampled(config)),
	})
	if said := said(validated.Diagnostics, err); said != nil {
		return said.Error()
	}
	return ""
}

// addField adds a string to the specification in one of Calico's definitions, as a later release may have it.
func addField(t *testing.T, l *lab.Lab, plural, name string) {
	t.Helper()
	all, err := l.Resource(definitions, "customresourcedefinitions", "")
	if err != nil {
		t.Fatal(err)
	}
	patch := `[{"op": "add", "value": {"type": "string"}, "path": "/spec/versions/0/schema/openAPIV3Schema` +
		`/properties/spec/properties/` + name + `"}]`
	_, err = all.Patch(t.Context(), plural+".crd.projectcalico.org", types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// TestUnknownFields reads objects with a field that no attribute serves: a warning names it, and another one its change
// by somebody else. An update keeps it.
func TestUnknownFields(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	addField(t, l, "bgppeers", "novelty")
	peers := calico(t, l, "bgppeers", "")
	one := &life{
		server: newServer(t, l), t: t, lab: l, kind: "calico_bgp_peer", plural: "bgppeers",
		key: map[string]string{"name": "novel"},
	}
	config := func(number int) sample { return sample{"peer_ip": "192.0.2.1", "as_number": number} }
	one.now = one.must(one.actor().apply(t.Context(), one.sampled(config(65001)), one.orNone(one.now)))
	read := func() (warnings string) {
		one.server = newServer(t, l)
		resp, err := one.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
			TypeName: one.kind, CurrentState: wire(one.now.state), Private: one.now.private, CurrentIdentity: one.now.identity,
		})
		one.now.private = resp.Private
		one.check(err, nil)
		for _, d := range resp.Diagnostics {
			warnings += d.Summary + ": " + d.Detail + "\n"
		}
		return warnings
	}
	const known, changed = "has fields that this provider does not know: spec.novelty.", "changed outside of Terraform: spec.novelty."
	for _, step := range []struct {
		novelty string // what another client sets before the read, unless it is empty
		want    []string
	}{
		{``, nil},
		{`"a"`, []string{known}},
		{``, []string{known}},
		{`"b"`, []string{known, changed}},
		{`null`, []string{changed}},
		{``, nil},
		{`"c"`, []string{known}},
	} {
		if step.novelty != "" {
			patch(t, peers, "novel", `{"spec": {"novelty": `+step.novelty+`}}`)()
		}
		said := read()
		for _, part := range []string{known, changed} {
			if strings.Contains(said, part) != slices.Contains(step.want, part) {
				t.Errorf("after novelty = %q, a read says %q, not %q", step.novelty, said, step.want)
			}
		}
	}
	one.now = one.must(one.actor().apply(t.Context(), one.sampled(config(65002)), one.now))
	if got := one.spec(); got["novelty"] != "c" || fmt.Sprint(got["asNumber"]) != "65002" {
		t.Errorf("after an update, the object has %v", got)
	}
}
