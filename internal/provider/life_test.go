package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// life is one object on its way through random configurations.
type life struct {
	*server
	t        *testing.T
	lab      *lab.Lab
	seed     uint64
	kind     string // the resource
	plural   string // what its objects are called in the cluster
	key      map[string]string
	r        *random
	state    *tfprotov6.DynamicValue
	identity *tfprotov6.ResourceIdentityData
	private  []byte
	adopts   bool // the object has other owners
}

// run creates an object, changes it into another one, and destroys it.
func (l *life) run(random func() sample) {
	l.t.Helper()
	l.apply(random())
	l.apply(random())
	l.apply(random())
	l.destroy()
}

func (l *life) typ() tftypes.Type { return l.schema.ResourceSchemas[l.kind].ValueType() }

func (l *life) value(d *tfprotov6.DynamicValue) tftypes.Value {
	l.t.Helper()
	v, err := d.Unmarshal(l.typ())
	if err != nil {
		l.t.Fatal(err)
	}
	return v
}

func (l *life) null() *tfprotov6.DynamicValue { return l.dynamic(tftypes.NewValue(l.typ(), nil)) }

func (l *life) plan(config, prior *tfprotov6.DynamicValue) *tfprotov6.PlanResourceChangeResponse {
	l.t.Helper()
	resp, err := l.PlanResourceChange(l.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: l.kind, Config: config, ProposedNewState: config, PriorState: prior, PriorPrivate: l.private,
		PriorIdentity: l.identity,
	})
	l.check(err, resp.Diagnostics)
	return resp
}

// apply applies some attributes, and the key.
func (l *life) apply(attributes sample) {
	l.t.Helper()
	config := l.sampled(attributes)
	if l.kind == "calico_ippool" && l.state != nil { // what cannot change stays as it is
		config = l.withPrior(config, l.state, "cidr", "block_size")
	}
	l.applyValue(config)
	if l.kind != "calico_ippool" {
		l.same("the plan in another style", l.value(l.state), l.value(l.plan(l.dynamic(l.sampled(attributes)), l.state).PlannedState))
	}
}

// applyValue plans a configuration with unknown parts, then as it is, and applies that.
func (l *life) applyValue(config tftypes.Value) {
	l.t.Helper()
	prior := l.state
	if prior == nil {
		prior = l.null()
	}
	validated, err := l.ValidateResourceConfig(l.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: l.kind, Config: l.dynamic(config),
	})
	l.check(err, validated.Diagnostics)
	early := l.value(l.plan(l.dynamic(l.r.blur(config)), prior).PlannedState)
	final := l.plan(l.dynamic(config), prior)
	planned := l.value(final.PlannedState)
	if at := contradiction(early, planned); at != nil {
		l.same("the plan with all known", early, planned)
	}
	applied, err := l.ApplyResourceChange(l.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: l.kind, Config: l.dynamic(config), PriorState: prior, PlannedState: final.PlannedState,
		PlannedPrivate: final.PlannedPrivate, PlannedIdentity: final.PlannedIdentity,
	})
	l.check(err, applied.Diagnostics)
	l.state, l.private, l.identity = applied.NewState, applied.Private, applied.NewIdentity
	l.same("what was applied", planned, l.value(l.state))
	l.refreshed(l.dynamic(config))
}

// refreshed reads the object again, plans it again, and imports it.
func (l *life) refreshed(config *tfprotov6.DynamicValue) {
	l.t.Helper()
	state := l.value(l.state)
	read, err := l.ReadResource(l.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: l.kind, CurrentState: l.state, Private: l.private, CurrentIdentity: l.identity,
	})
	l.check(err, read.Diagnostics)
	l.same("what is read", state, l.value(read.NewState))
	l.same("the plan after apply", state, l.value(l.plan(config, l.state).PlannedState))
	imported, err := l.ImportResourceState(l.t.Context(), &tfprotov6.ImportResourceStateRequest{
		TypeName: l.kind, Identity: l.identityOf(l.key),
	})
	l.check(err, imported.Diagnostics)
	if !l.adopts { // an import takes over what others have set too
		l.adopted(config, imported.ImportedResources[0])
	}
}

// adopted applies a configuration to the object that it made, imported: that may spell a list in another way, and must
// write nothing.
func (l *life) adopted(config *tfprotov6.DynamicValue, imported *tfprotov6.ImportedResource) {
	l.t.Helper()
	read, err := l.ReadResource(l.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: l.kind, CurrentState: imported.State, Private: imported.Private, CurrentIdentity: imported.Identity,
	})
	l.check(err, read.Diagnostics)
	prior, version := read.NewState, l.version()
	planned := l.plan(config, prior)
	if l.value(planned.PlannedState).Equal(l.value(prior)) {
		return
	}
	if len(planned.RequiresReplace) > 0 {
		l.t.Fatalf("seed %d: what was imported would be replaced for %v", l.seed, planned.RequiresReplace)
	}
	applied, err := l.ApplyResourceChange(l.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: l.kind, Config: config, PriorState: prior, PlannedState: planned.PlannedState,
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	l.check(err, applied.Diagnostics)
	l.same("what was applied after import", l.value(planned.PlannedState), l.value(applied.NewState))
	if now := l.version(); now != version {
		l.t.Fatalf("seed %d: an import of what is configured was written", l.seed)
	}
}

// version is which one of the object the cluster has.
func (l *life) version() string {
	l.t.Helper()
	api, name := l.stored()
	object, err := api.Get(l.t.Context(), name, metav1.GetOptions{})
	if err != nil {
		l.t.Fatal(err)
	}
	return object.GetResourceVersion()
}

// same fails where a value differs from what it should be.
func (l *life) same(what string, want, got tftypes.Value) {
	l.t.Helper()
	if got.Equal(want) {
		return
	}
	at := contradiction(want, got)
	if at == nil {
		at = contradiction(got, want)
	}
	was, _, _ := tftypes.WalkAttributePath(want, at)
	is, _, _ := tftypes.WalkAttributePath(got, at)
	l.t.Fatalf("seed %d: %s has %s as %v, not %v", l.seed, what, at, is, was)
}

func (l *life) destroy() {
	l.t.Helper()
	resp, err := l.ApplyResourceChange(l.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: l.kind, Config: l.null(), PriorState: l.state, PlannedState: l.null(), PlannedPrivate: l.private,
	})
	l.check(err, resp.Diagnostics)
	l.state, l.private, l.identity = nil, nil, nil
}
