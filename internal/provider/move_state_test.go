package provider_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// move moves the state of another type of resource here, as a moved block does.
func (a *actor) move(ctx context.Context, from, state string) (keeping, error) {
	resp, err := a.MoveResourceState(ctx, &tfprotov6.MoveResourceStateRequest{
		TargetTypeName: a.kind, SourceTypeName: from, SourceState: &tfprotov6.RawState{JSON: []byte(state)},
	})
	if err == nil {
		err = said(resp.Diagnostics, nil)
	}
	if err != nil {
		return keeping{}, err
	}
	moved, err := resp.TargetState.Unmarshal(a.typ)
	return keeping{moved, resp.TargetPrivate, resp.TargetIdentity}, err
}

// recorded is a state of a policy "cart" as a release of a generic provider has written it.
func recorded(t *testing.T, resource string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", resource+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestMovedStates reads what generic providers have managed, and finds it as if it had always been managed here.
func TestMovedStates(t *testing.T) { inEveryMode(t, movedStates) }

func movedStates(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	a, err := newActor(t.Context(), l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	config := func(order int) tftypes.Value { return a.policy(space, "cart", order, "1m") }
	made, err := a.apply(t.Context(), config(5), keeping{state: a.gone()})
	if err != nil {
		t.Fatal(err)
	}
	bare := func(state string) string { // as somebody without Calico's API server writes it
		state = strings.ReplaceAll(state, "projectcalico.org/v3", "crd.projectcalico.org/v1")
		return strings.ReplaceAll(state, `"name": "cart"`, `"name": "default.cart"`)
	}
	asIs := func(state string) string { return state }
	for _, source := range []string{"kubernetes_manifest", "kubectl_manifest"} {
		for i, spelled := range []func(string) string{asIs, bare} {
			state := strings.ReplaceAll(spelled(recorded(t, source)), `"namespace": "default"`, `"namespace": "`+space+`"`)
			moved, err := a.move(t.Context(), source, state)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.apply(t.Context(), config(5), moved); err == nil || !strings.Contains(err.Error(), "has not been read yet") {
				t.Errorf("a plan of what is not read: %v", err)
			}
			read, err := a.read(t.Context(), moved)
			if err != nil {
				t.Fatal(err)
			}
			next, err := a.apply(t.Context(), config(5), read)
			if err != nil || !next.state.Equal(made.state) || next.identity == nil {
				t.Errorf("moved from %s, %d differs: %v, %v", source, i, next.order(), err)
			}
		}
	}
	if last, err := a.apply(t.Context(), config(6), made); err != nil || last.order() != 6 {
		t.Errorf("then it is %v, %v", last.state, err)
	}
}

// TestMovesThatAreRefused names what cannot become a resource of a kind.
func TestMovesThatAreRefused(t *testing.T) {
	t.Parallel()
	policy := recorded(t, "kubectl_manifest")
	for _, c := range []struct{ kind, from, state, says string }{
		{policyType, "helm_release", policy, "Only kubernetes_manifest and kubectl_manifest"},
		{policyType, "kubectl_manifest", `{"kind": 7}`, "unexpected format"},
		{policyType, "kubectl_manifest", `{}`, "A calico_network_policy does not manage this object"},
		{"calico_ippool", "kubectl_manifest", policy, `NetworkPolicy "cart" of projectcalico.org/v3 to a calico_ippool`},
		{"calico_global_network_policy", "kubectl_manifest", policy, "refer to a resource of the right type"},
		{"calico_project_isolation", "kubectl_manifest", policy, "refer to a resource of the right type"},
		{policyType, "kubectl_manifest", strings.ReplaceAll(policy, "projectcalico.org/v3", "networking.k8s.io/v1"), "of networking.k8s.io/v1"},
		{policyType, "kubectl_manifest", strings.ReplaceAll(policy, `"namespace": "default"`, `"namespace": null`), "does not manage this object"},
	} {
		s := newServerWith(t, map[string]tftypes.Value{"host": str("https://127.0.0.1:1")})
		a := actorOf(s.ProviderServer, c.kind)
		if _, err := a.move(t.Context(), c.from, c.state); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s from %s %.20s does not say %q: %v", c.kind, c.from, c.state, c.says, err)
		}
	}
	s := newServerWith(t, map[string]tftypes.Value{"host": str("https://127.0.0.1:1")})
	resp, err := s.MoveResourceState(t.Context(), &tfprotov6.MoveResourceStateRequest{
		TargetTypeName: policyType, SourceTypeName: "kubectl_manifest",
	})
	if err != nil || said(resp.Diagnostics, nil) == nil {
		t.Errorf("a move from no state: %v, %v", resp, err)
	}
}
