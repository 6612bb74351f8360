package provider_test

import (
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestManifestsBecomeCode takes over the policies of a folder of manifests, as the scenario says: nothing but the import
// happens. A misspelt key in one of them is an error of the plan.
func TestManifestsBecomeCode(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Native)
	space := namespace(t, l)
	w := newRunner(t)
	w.write(configured(l, read(t, "scenarios/manifests/main.tf")))
	w.run("successfully initialized", "init")
	if err := os.Mkdir(filepath.Join(w.Dir, "policies"), 0o755); err != nil {
		t.Fatal(err)
	}
	manifest := func(name, from, to string) string {
		text := strings.ReplaceAll(read(t, "scenarios/manifests/policies/"+name), "shop", space)
		return strings.ReplaceAll(text, from, to)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(w.Dir, "policies", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"database.yaml", "frontend.yaml"} {
		write(name, manifest(name, "", ""))
		var object map[string]any
		applied := strings.NewReplacer("crd.projectcalico.org/v1", "projectcalico.org/v3", "default.", "").Replace(manifest(name, "", ""))
		if err := yaml.Unmarshal([]byte(applied), &object); err != nil {
			t.Fatal(err)
		}
		if name == "frontend.yaml" {
			object["metadata"] = map[string]any{"namespace": space, "name": "frontend", "labels": map[string]any{"team": "blue"}}
		}
		l.MustCreate(t, "networkpolicies", "NetworkPolicy", object)
	}
	w.run("2 to import, 0 to add, 0 to change, 0 to destroy", "plan")
	w.run("2 imported, 0 added, 0 changed, 0 destroyed", "apply", "-auto-approve")
	w.run("No changes", "plan", "-detailed-exitcode")
	write("database.yaml", manifest("database.yaml", "notNets", "notNet"))
	var out strings.Builder
	if err := w.Expect(t.Context(), &out, 1, `"spec.ingress[0].source.notNet"`, "plan"); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
}

// isDecoded reads the object as a manifest, as kubectl shows it, and plans the attributes that this returns over an
// import: nothing changes.
func (l *life) isDecoded() {
	l.t.Helper()
	api, name := l.stored()
	object, err := api.Get(l.t.Context(), name, metav1.GetOptions{})
	if err != nil {
		l.t.Fatal(err)
	}
	delete(object.Object, "status")
	manifest, err := yaml.Marshal(object.Object)
	if err != nil {
		l.t.Fatal(err)
	}
	text := l.dynamic(str("%s", manifest))
	called, err := l.CallFunction(l.t.Context(), &tfprotov6.CallFunctionRequest{
		Name: "manifest_decode", Arguments: []*tfprotov6.DynamicValue{text},
	})
	if err != nil || called.Error != nil {
		l.t.Fatalf("%v %v\n%s", err, called.Error, manifest)
	}
	decoded := l.attributesIn(called.Result, tftypes.DynamicPseudoType)
	imported := l.must(l.actor().adoptRequest(l.t.Context(), "", l.identityOf(l.key)))
	config := sample{}
	for attribute, value := range decoded {
		config[attribute] = goValue(value)
	}
	_, planned := l.plan(valueOf(l.typ(), config), imported)
	l.same("the plan of the manifest", imported.state, planned)
}

// goValue is a value as samples have it.
func goValue(v tftypes.Value) any {
	var parts map[string]tftypes.Value
	var list []tftypes.Value
	var number *big.Float
	var is bool
	var text string
	switch {
	case v.IsNull():
		return nil
	case v.As(&parts) == nil:
		object := sample{}
		for name, part := range parts {
			object[name] = goValue(part)
		}
		return object
	case v.As(&list) == nil:
		values := make([]any, len(list))
		for i, part := range list {
			values[i] = goValue(part)
		}
		return values
	case v.As(&number) == nil:
		return number
	case v.As(&is) == nil:
		return is
	}
	_ = v.As(&text)
	return text
}
