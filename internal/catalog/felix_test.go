package catalog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// TestFelixReadsEnumerations compares enumerations with those of Felix's parser, field by field: each value that an
// attribute accepts is one of Felix's, and each of Felix's values is accepted in any case, as Felix reads it. A test in
// internal/traffic/oracle holds the parser to that.
func TestFelixReadsEnumerations(t *testing.T) {
	attributes, seen := felixAttributes(), 0
	for parameter, options := range felixEnumerations(t) {
		name, served := attributes[strings.ToLower(parameter)]
		if !served {
			continue
		}
		seen++
		for _, option := range options {
			for _, spelling := range []string{option, strings.ToLower(option), strings.ToUpper(option)} {
				sent, problem := sentOf(name, spelling)
				if problem != "" || !strings.EqualFold(sent, option) {
					t.Errorf("%s: Felix reads %q, the attribute sends %q and says %q", name, spelling, sent, problem)
				}
			}
		}
		for _, value := range allowedOf(name) {
			known := func(option string) bool { return strings.EqualFold(option, value) }
			if !slices.ContainsFunc(options, known) && !slices.Contains(laterValues, value) {
				t.Errorf("%s: Felix does not know the value %q", name, value)
			}
		}
	}
	if seen < 25 {
		t.Errorf("only %d enumerations were compared", seen)
	}
}

// laterValues are values that the linked Felix does not know yet.
var laterValues = []string{"EnabledIPIPOnly", "EnabledNoEncapOnly", "Netkit", "Auto"}

// felixAttributes returns the attributes by the lower-case name of Felix's parameter.
func felixAttributes() map[string]string {
	f := api.New[api.FelixConfigurationSpec]()
	parameters := map[string]string{} // by JSON name
	for part := range reflect.TypeFor[v3.FelixConfigurationSpec]().Fields() {
		json, _, _ := strings.Cut(part.Tag.Get("json"), ",")
		parameters[json] = strings.ToLower(part.Name)
		if renamed := part.Tag.Get("confignamev1"); renamed != "" {
			parameters[json] = strings.ToLower(renamed)
		}
	}
	all := map[string]string{}
	for attribute, place := range felixConfigurationFields(f).JSONPaths(f) {
		if parameter := parameters[strings.TrimPrefix(place, "spec.")]; parameter != "" {
			all[parameter] = attribute
		}
	}
	return all
}

// sentOf returns the value that the provider sends for a configured one.
func sentOf(name, configured string) (sent, problem string) {
	one := felixConfigurationFields(api.New[api.FelixConfigurationSpec]()).Select(name)
	value := field.NewValue(map[string]field.Value{name: field.NewValue(configured)})
	if problems := one.Load(value); len(problems) > 0 {
		return "", problems[0].Text
	}
	return one.Dump().Attributes()[name].Text(), ""
}

// allowedOf returns the values in the documentation of an attribute.
func allowedOf(name string) (all []string) {
	one := felixConfigurationFields(api.New[api.FelixConfigurationSpec]()).Select(name).Describe(nil)
	_, list, _ := strings.Cut(one[0].Doc, "One of ")
	list, _, _ = strings.Cut(list, ".")
	for i, part := range strings.Split(list, "`") {
		if i%2 == 1 {
			all = append(all, part)
		}
	}
	return all
}

// felixEnumerations returns the values of Felix's enumerations, by the name of the parameter. They are in the source of
// Felix, whose packages the provider does not link.
func felixEnumerations(t *testing.T) map[string][]string {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/projectcalico/calico").Output()
	if err != nil {
		t.Fatal(err)
	}
	source := filepath.Join(strings.TrimSpace(string(dir)), "felix", "config", "config_params.go")
	file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Tag != nil && len(f.Names) == 1 {
			tag, _ := strconv.Unquote(f.Tag.Value)
			if list, ok := strings.CutPrefix(reflect.StructTag(tag).Get("config"), "oneof("); ok {
				list, _, _ = strings.Cut(list, ")")
				all[f.Names[0].Name] = strings.Split(list, ",")
			}
		}
		return true
	})
	return all
}

// TestFailsafePorts expects protocols in any case, as Felix reads them, and a refusal of SCTP, which stops Felix.
func TestFailsafePorts(t *testing.T) {
	for configured, want := range map[string]string{"tcp": "TCP", "TCP": "TCP", "Udp": "UDP", "sctp": "", "SCTP": ""} {
		port := &v3.ProtoPort{}
		problems := protoPortFields(port).Select("protocol").Load(field.NewValue(map[string]field.Value{
			"protocol": field.NewValue(configured),
		}))
		if refused := want == ""; refused != (len(problems) > 0) || !refused && port.Protocol != want {
			t.Errorf("%s is sent as %q, with the problems %v", configured, port.Protocol, problems)
		}
	}
}
