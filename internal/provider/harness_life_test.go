package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// life is one object on its way through random configurations.
type life struct {
	*server
	t      *testing.T
	lab    *lab.Lab
	seed   uint64
	kind   string // the resource
	plural string // what its objects are called in the cluster
	key    map[string]string
	r      *random
	now    keeping // its state is the zero value while there is no object
	adopts bool    // the object has other owners
}

// actor manages the object.
func (l *life) actor() *actor { return actorOf(l.ProviderServer, l.kind) }

// must fails where the provider complains.
func (l *life) must(kept keeping, err error) keeping {
	l.t.Helper()
	if err != nil {
		l.t.Fatalf("seed %d: %v", l.seed, err)
	}
	return kept
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

// plan plans a configuration over a prior state, and returns the plan and its state.
func (l *life) plan(config tftypes.Value, before keeping) (*tfprotov6.PlanResourceChangeResponse, tftypes.Value) {
	l.t.Helper()
	planned, err := l.actor().plan(l.t.Context(), config, l.orNone(before))
	if err != nil {
		l.t.Fatalf("seed %d: %v", l.seed, err)
	}
	return planned, l.value(planned.PlannedState)
}

// orNone has a null state where there is no object.
func (l *life) orNone(kept keeping) keeping {
	if kept.state.Type() == nil {
		kept.state = l.actor().gone()
	}
	return kept
}

// apply applies some attributes, and the key.
func (l *life) apply(attributes sample) {
	l.t.Helper()
	config := l.sampled(attributes)
	if l.kind == "calico_ippool" && l.now.state.Type() != nil { // what cannot change stays as it is
		config = l.withPrior(config, "cidr", "block_size")
	}
	l.applyValue(config)
	if l.kind != "calico_ippool" {
		_, restyled := l.plan(l.sampled(attributes), l.now)
		l.same("the plan in another style", l.now.state, restyled)
	}
}

// applyValue plans a configuration with unknown parts, then as it is, and applies that.
func (l *life) applyValue(config tftypes.Value) {
	l.t.Helper()
	validated, err := l.ValidateResourceConfig(l.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: l.kind, Config: l.dynamic(config),
	})
	l.check(err, validated.Diagnostics)
	_, early := l.plan(l.r.blur(config), l.now)
	plan, planned := l.plan(config, l.now)
	if at := contradiction(early, planned); at != nil {
		l.same("the plan with all known", early, planned)
	}
	l.now = l.must(l.actor().applyPlan(l.t.Context(), config, l.orNone(l.now), plan))
	l.same("what was applied", planned, l.now.state)
	l.refreshed(config)
}

// refreshed reads the object again, plans it again, and imports it.
func (l *life) refreshed(config tftypes.Value) {
	l.t.Helper()
	l.same("what is read", l.now.state, l.must(l.actor().read(l.t.Context(), l.now)).state)
	_, planned := l.plan(config, l.now)
	l.same("the plan after apply", l.now.state, planned)
	imported := l.must(l.actor().adoptRequest(l.t.Context(), "", l.identityOf(l.key)))
	if !l.adopts { // an import takes over what others have set too
		l.adopted(config, imported)
	}
}

// adopted applies a configuration to the object that it made, imported: that may spell a list in another way, and must
// write nothing.
func (l *life) adopted(config tftypes.Value, imported keeping) {
	l.t.Helper()
	prior, version := l.must(l.actor().read(l.t.Context(), imported)), l.version()
	plan, planned := l.plan(config, prior)
	if planned.Equal(prior.state) {
		return
	}
	if len(plan.RequiresReplace) > 0 {
		l.t.Fatalf("seed %d: what was imported would be replaced for %v", l.seed, plan.RequiresReplace)
	}
	applied := l.must(l.actor().applyPlan(l.t.Context(), config, prior, plan))
	l.same("what was applied after import", planned, applied.state)
	if now := l.version(); now != version {
		l.t.Fatalf("seed %d: an import of what is configured was written", l.seed)
	}
}

// version is which one of the object the cluster has. A new status, which Calico's controller of pools writes in native
// clusters, makes no new one.
func (l *life) version() string {
	l.t.Helper()
	api, name := l.stored()
	object, err := api.Get(l.t.Context(), name, metav1.GetOptions{})
	if err != nil {
		l.t.Fatal(err)
	}
	if l.lab.Mode == lab.Native {
		return fmt.Sprint(object.GetGeneration(), object.GetLabels(), object.GetAnnotations())
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

// destroy destroys the object with a provider of its own, as terraform does: one that has planned the object's name
// would wait for its next owner.
func (l *life) destroy() {
	l.t.Helper()
	a := actorOf(newServer(l.t, l.lab).ProviderServer, l.kind)
	l.must(a.apply(l.t.Context(), a.gone(), l.now))
	l.now = keeping{}
}
