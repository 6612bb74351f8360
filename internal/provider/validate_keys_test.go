package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// wrongKey is a configuration with one thing wrong in one nested place: where, and what the error says of it.
type wrongKey struct {
	kind     string
	value    sample
	at, says string
}

// TestEveryKeyIsChecked writes a misspelt key, a key in Calico's spelling, a key of another level and a value of the
// wrong type into every nested place of every kind, and asks terraform what it thinks of them.
func TestEveryKeyIsChecked(t *testing.T) {
	t.Parallel()
	var all []wrongKey
	for kind, s := range referenceSchema().ResourceSchemas {
		outer := s.Block.Attributes
		for _, a := range outer {
			if a.NestedType != nil && (a.Optional || a.Required) {
				all = append(all, wrongIn(kind, a, outer, "", nil)...)
			}
		}
	}
	slices.SortFunc(all, func(a, b wrongKey) int { return strings.Compare(a.kind+a.at+a.says, b.kind+b.at+b.says) })
	if len(all) < 400 {
		t.Errorf("only %d places were found", len(all))
	}
	config := settings
	for i, w := range all {
		config += fmt.Sprintf("resource %q \"w%d\" {\n%s}\n", w.kind, i, attributesText(required(w)))
	}
	found := map[string]string{}
	for _, d := range validate(t, config) {
		found[d.Address] += d.Summary + ": " + d.Detail + "\n"
	}
	for i, w := range all {
		said := found[fmt.Sprintf("%s.w%d", w.kind, i)]
		if !slices.ContainsFunc(strings.Split(said, "\n"), func(line string) bool {
			return strings.HasPrefix(line, "Invalid value of "+w.at+": ") && strings.Contains(line, w.says)
		}) {
			t.Errorf("%s: no error at %s says %q, but %q", w.kind, w.at, w.says, said)
		}
	}
}

// TestDecodedYAMLIsChecked gives the rules of Calico's own YAML to a resource: each key in Calico's spelling is an error,
// and so is one that nobody knows.
func TestDecodedYAMLIsChecked(t *testing.T) {
	t.Parallel()
	var all []string
	for _, d := range validate(t, settings+fmt.Sprintf(badPolicy(`ingress = yamldecode(<<-EOT
		- action: Allow
		  notProtocol: UDP
		  source:
		    selector: app == 'a'
		    namespaceSelector: all()
		    notSelectr: app == 'b'
		EOT
		)`), "yaml")) {
		all = append(all, d.Summary)
	}
	slices.Sort(all)
	if want := []string{
		"Invalid value of ingress[0].notProtocol", "Invalid value of ingress[0].source.namespaceSelector",
		"Invalid value of ingress[0].source.notSelectr",
	}; !slices.Equal(all, want) {
		t.Errorf("it says %q, not %q", all, want)
	}
}

// TestDubiousRulesAreWarnedOf validates what is legal and seldom meant.
func TestDubiousRulesAreWarnedOf(t *testing.T) {
	t.Parallel()
	config := settings
	for name, rules := range map[string]string{
		"everything": `ingress = [{ action = "Deny" }, { action = "Allow" }]`,
		"switched":   "types = [\"Ingress\"]\n egress = [{ action = \"Deny\" }]",
		"codes": `ingress = [
		  { action = "Allow", protocol = "ICMP", icmp = { type = 8 } },
		  { action = "Allow", protocol = "ICMP", icmp = { type = 3, code = 4 } },
		]
		egress = [{ action = "Deny", protocol = "ICMPv6", not_icmp = { type = 128, code = 0 } }]`,
		"explicit": "ingress = [{ action = \"Allow\", source = { nets = [\"0.0.0.0/0\"] } }]\n egress = [{ action = \"Pass\" }]",
	} {
		config += fmt.Sprintf(badPolicy(rules), name)
	}
	said := map[string]string{}
	for _, d := range validate(t, config) {
		if d.Severity != tfjson.DiagnosticSeverityWarning {
			t.Errorf("it is refused: %s", d.Summary)
		}
		said[strings.TrimPrefix(d.Address, "calico_network_policy.")] += d.Summary
	}
	if want := map[string]string{
		"everything": "ingress[1] allows all traffic", "switched": "The egress rules have no effect",
		"codes": "ingress[1] can stop Felixegress[0] can stop Felix",
	}; !maps.Equal(said, want) {
		t.Errorf("it warns of %q, not %q", said, want)
	}
}

// wrongIn makes mistakes in an attribute and all that is nested in it. The path leads to what it is in, and around puts
// a value there into a whole configuration.
func wrongIn(
	kind string, a *tfprotov6.SchemaAttribute, siblings []*tfprotov6.SchemaAttribute, path string,
	around func(name string, value any) sample,
) (all []wrongKey) {
	if around == nil {
		around = func(name string, value any) sample { return sample{name: value} }
	}
	at, isList := strings.TrimPrefix(path+"."+a.Name, "."), a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeList
	all = append(all, wrongKey{kind, around(a.Name, "text"), at, `got the string "text"`})
	put := func(object sample) sample { return around(a.Name, object) }
	if isList {
		put = func(object sample) sample { return around(a.Name, []any{object}) }
		at += "[0]"
	}
	names := namesOf(a.NestedType.Attributes)
	for key, says := range wrongKeys(names, namesOf(siblings), beneath(a.NestedType.Attributes)) {
		all = append(all, wrongKey{kind, put(sample{key: "x"}), at + "." + key, says})
	}
	for _, inner := range a.NestedType.Attributes {
		if inner.NestedType != nil {
			all = append(all, wrongIn(kind, inner, a.NestedType.Attributes, at, func(name string, value any) sample {
				return put(sample{name: value})
			})...)
		}
	}
	return all
}

// wrongKeys are keys that an object does not have, with what the error says of each.
func wrongKeys(names, siblings, inner []string) map[string]string {
	wrong := map[string]string{names[0] + "x": fmt.Sprintf("did you mean %q?", names[0])}
	for _, name := range names {
		if camel := camelCase(name); camel != name {
			wrong[camel] = fmt.Sprintf("Write it as %q.", name)
			break
		}
	}
	plural := func(name string) bool { // which is taken for a misspelt singular, and the other way round
		return slices.Contains(names, name+"s") || slices.Contains(names, strings.TrimSuffix(name, "s"))
	}
	for _, name := range siblings {
		if !plural(name) && !slices.Contains(inner, name) {
			wrong[name] = fmt.Sprintf("%q belongs next to", name)
			break
		}
	}
	for _, name := range inner {
		if !plural(name) {
			wrong[name] = fmt.Sprintf("%q belongs in", name)
			break
		}
	}
	return wrong
}

// beneath are the names of what is nested in some attributes.
func beneath(attributes []*tfprotov6.SchemaAttribute) (names []string) {
	for _, a := range attributes {
		if a.NestedType != nil {
			names = append(names, namesOf(a.NestedType.Attributes)...)
			names = append(names, beneath(a.NestedType.Attributes)...)
		}
	}
	return names
}

func namesOf(attributes []*tfprotov6.SchemaAttribute) (names []string) {
	for _, a := range attributes {
		names = append(names, a.Name)
	}
	slices.Sort(names)
	return names
}

// camelCase is a name as Calico spells it.
func camelCase(name string) string {
	parts := strings.Split(name, "_")
	for i, part := range parts[1:] {
		parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
	}
	return strings.Join(parts, "")
}

// required adds to a mistake what terraform itself asks for.
func required(w wrongKey) sample {
	all := maps.Clone(w.value)
	for _, a := range serverSchema().ResourceSchemas[w.kind].Block.Attributes {
		if a.Required && all[a.Name] == nil {
			all[a.Name] = "x"
			if a.Type.Is(tftypes.List{}) {
				all[a.Name] = []any{"x"}
			}
		}
	}
	return all
}

// attributesText is a configuration as practitioners write it.
func attributesText(config sample) (text string) {
	for _, name := range slices.Sorted(maps.Keys(config)) {
		text += fmt.Sprintf("%s = %s\n", name, valueText(config[name]))
	}
	return text
}

func valueText(value any) string {
	switch v := value.(type) {
	case sample:
		return "{\n" + attributesText(v) + "}"
	case []any:
		var parts []string
		for _, part := range v {
			parts = append(parts, valueText(part))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(value)
}
