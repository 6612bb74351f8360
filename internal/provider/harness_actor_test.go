package provider_test

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// actor is the provider as terraform would speak to it, for tests in which things go wrong: it returns what the provider
// says as errors.
type actor struct {
	tfprotov6.ProviderServer
	kind string       // what it manages
	typ  tftypes.Type // of that
}

// keeping is what terraform keeps of an object.
type keeping struct {
	state    tftypes.Value // null when there is none
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// policyType is what actors manage unless somebody says something else.
const policyType = "calico_network_policy"

func newActor(ctx context.Context, kubeconfig string) (*actor, error) {
	return newActorFor(ctx, kubeconfig, policyType)
}

func newActorFor(ctx context.Context, kubeconfig, kind string) (*actor, error) {
	inner, err := configuredServer(ctx, map[string]tftypes.Value{"config_path": tftypes.NewValue(tftypes.String, kubeconfig)})
	if err != nil {
		return nil, err
	}
	return actorOf(inner, kind), nil
}

// actorOf manages resources of a kind with a configured provider.
func actorOf(inner tfprotov6.ProviderServer, kind string) *actor {
	return &actor{inner, kind, serverSchema().ResourceSchemas[kind].ValueType()}
}

// configuredServer configures the provider with a provider block.
func configuredServer(ctx context.Context, attributes map[string]tftypes.Value) (tfprotov6.ProviderServer, error) {
	inner, err := factories["calico"]()
	if err != nil {
		return nil, err
	}
	block := object(serverSchema().Provider.Block.ValueType(), attributes)
	resp, err := inner.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: wire(block)})
	if err != nil {
		return nil, err
	}
	return inner, said(resp.Diagnostics, nil)
}

// wire is a value as terraform sends it.
func wire(v tftypes.Value) *tfprotov6.DynamicValue {
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		panic(err)
	}
	return &d
}

// said is what the provider complains of.
func said(diags []*tfprotov6.Diagnostic, err error) error {
	if err != nil {
		return fmt.Errorf("the provider broke: %w", err)
	}
	var all []string
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			all = append(all, d.Summary+": "+d.Detail)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return fmt.Errorf("%s", strings.Join(all, "\n"))
}

// policy is a configuration of a policy.
func (a *actor) policy(namespace, name string, order int, timeout string) tftypes.Value {
	return object(a.typ, map[string]tftypes.Value{
		"namespace": str("%s", namespace), "name": str("%s", name), "order": tftypes.NewValue(tftypes.Number, order),
		"timeouts": timeouts(timeout),
	})
}

// timeouts is the attribute that limits each operation.
func timeouts(each string) tftypes.Value {
	return literal(sample{"create": each, "read": each, "update": each, "delete": each})
}

// applied is an actor with a policy that it has made, one of order 1.
func applied(t *testing.T, l *lab.Lab, space string) (*actor, keeping) {
	t.Helper()
	a, err := newActor(t.Context(), l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := a.apply(t.Context(), a.policy(space, "one", 1, "1m"), keeping{state: a.gone()})
	if err != nil {
		t.Fatal(err)
	}
	return a, kept
}

// gone is no policy.
func (a *actor) gone() tftypes.Value { return tftypes.NewValue(a.typ, nil) }

// plan plans a configuration, null to destroy.
func (a *actor) plan(
	ctx context.Context, config tftypes.Value, before keeping,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	planned, err := a.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: a.kind, Config: wire(config), ProposedNewState: wire(config), PriorState: wire(before.state),
		PriorPrivate: before.private, PriorIdentity: before.identity,
	})
	if err != nil {
		return nil, said(nil, err)
	}
	return planned, said(planned.Diagnostics, nil)
}

// apply plans and applies a configuration, null to destroy. It returns what terraform would keep, after an error too.
func (a *actor) apply(ctx context.Context, config tftypes.Value, before keeping) (keeping, error) {
	planned, err := a.plan(ctx, config, before)
	if err != nil {
		return before, err
	}
	return a.applyPlan(ctx, config, before, planned)
}

func (a *actor) applyPlan(
	ctx context.Context, config tftypes.Value, before keeping, planned *tfprotov6.PlanResourceChangeResponse,
) (keeping, error) {
	applied, err := a.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: a.kind, Config: wire(config), PriorState: wire(before.state), PlannedState: planned.PlannedState,
		PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity,
	})
	if err != nil {
		return before, said(nil, err)
	}
	return a.kept(applied.NewState, applied.Private, applied.NewIdentity, applied.Diagnostics)
}

// kept is what terraform keeps of an answer.
func (a *actor) kept(
	state *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData,
	diags []*tfprotov6.Diagnostic,
) (keeping, error) {
	value, err := state.Unmarshal(a.typ)
	if err != nil {
		return keeping{}, err
	}
	return keeping{value, private, identity}, said(diags, nil)
}

func (a *actor) read(ctx context.Context, before keeping) (keeping, error) {
	resp, err := a.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: a.kind, CurrentState: wire(before.state), Private: before.private, CurrentIdentity: before.identity,
	})
	if err != nil {
		return before, said(nil, err)
	}
	return a.kept(resp.NewState, resp.Private, resp.NewIdentity, resp.Diagnostics)
}

// adopt imports a policy.
func (a *actor) adopt(ctx context.Context, namespace, name string) (keeping, error) {
	return a.adoptID(ctx, namespace+"/"+name)
}

func (a *actor) adoptID(ctx context.Context, id string) (keeping, error) {
	return a.adoptRequest(ctx, id, nil)
}

func (a *actor) adoptRequest(
	ctx context.Context, id string, identity *tfprotov6.ResourceIdentityData,
) (keeping, error) {
	resp, err := a.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{
		TypeName: a.kind, ID: id, Identity: identity,
	})
	if err == nil {
		err = said(resp.Diagnostics, nil)
	}
	if err != nil {
		return keeping{}, err
	}
	imported := resp.ImportedResources[0]
	return a.kept(imported.State, imported.Private, imported.Identity, nil)
}

// within is what terraform would keep of the object with other timeouts.
func (k keeping) within(timeout string) keeping {
	attributes := map[string]tftypes.Value{}
	if !k.state.IsNull() && k.state.As(&attributes) == nil {
		attributes["timeouts"] = timeouts(timeout)
		k.state = object(k.state.Type(), attributes)
	}
	return k
}

// order is that of a policy in a state, 0 where there is none.
func (k keeping) order() int64 {
	attributes := map[string]tftypes.Value{}
	var number *big.Float
	if k.state.IsNull() || k.state.As(&attributes) != nil || attributes["order"].As(&number) != nil || number == nil {
		return 0
	}
	order, _ := number.Int64()
	return order
}
