package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// Action declares an operation that Terraform 1.14 and later invoke on request or after changes of resources. T holds
// the arguments. Terraform keeps nothing of a plan for the invocation, so an action checks everything when it runs.
type Action[T any] struct {
	Name   string                // type name without the provider prefix
	Doc    string                // description
	Needs  string                // permissions, for the description and for errors
	Fields func(*T) field.Fields // arguments
	// Validate returns what is wrong with the arguments, without requests. It is called if all arguments are known.
	Validate func(*T) error
	Invoke   func(context.Context, Invocation, *T) error
}

// Invocation gives an [Action] access to the cluster and to the user.
type Invocation struct {
	PlanContext
	progress func(message string)
}

// Progress shows a message to the user while the action runs.
func (i Invocation) Progress(format string, arguments ...any) {
	i.progress(fmt.Sprintf(format, arguments...))
}

const actionDoc = "%s\n\nPermissions: %s.\n\nRequires Terraform 1.14 or later. OpenTofu has no actions."

// AnyAction is an [Action] of any type.
type AnyAction interface {
	New() func() action.Action
}

// New returns the constructor of the action.
func (a Action[T]) New() func() action.Action {
	own := &boundAction[T]{declared: a}
	t := &arguments[T]{}
	own.schema = render.Action(own.fields(t).Describe(nil), fmt.Sprintf(actionDoc, a.Doc, a.Needs))
	return func() action.Action {
		adapter := *own
		return &adapter
	}
}

type boundAction[T any] struct {
	declared Action[T]
	schema   schema.Schema
	session  Session
}

var (
	_ action.ActionWithConfigure      = &boundAction[int]{}
	_ action.ActionWithValidateConfig = &boundAction[int]{}
	_ action.ActionWithModifyPlan     = &boundAction[int]{}
)

type arguments[T any] struct {
	own     T
	timeout string
}

func (a *boundAction[T]) fields(t *arguments[T]) field.Fields {
	return append(a.declared.Fields(&t.own), timeout("timeout", &t.timeout,
		"Timeout of the action, as a duration like `30s` or `10m`.",
		field.Default(strings.TrimSuffix(defaultTimeout.String(), "0s"))))
}

func (a *boundAction[T]) typeName() string { return typePrefix + a.declared.Name }

func (a *boundAction[T]) Metadata(_ context.Context, _ action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = a.typeName()
}

func (a *boundAction[T]) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = a.schema
}

func (a *boundAction[T]) Configure(_ context.Context, req action.ConfigureRequest, _ *action.ConfigureResponse) {
	a.session = sessionFrom(req.ProviderData)
}

// load reads a configuration, and checks it as far as it is known.
func (a *boundAction[T]) load(config field.Value) (t *arguments[T], diags diag.Diagnostics) {
	t = &arguments[T]{}
	fields := a.fields(t)
	diags.Append(diagnose(fields.Load(config))...)
	fields.SetDefaults()
	if diags.HasError() || !config.IsFullyKnown() || a.declared.Validate == nil {
		return t, diags
	}
	if err := a.declared.Validate(&t.own); err != nil {
		diags.Append(a.failure(err))
	}
	return t, diags
}

func (a *boundAction[T]) failure(err error) diag.Diagnostic {
	if refusal, ok := errors.AsType[*AttributeError](err); ok {
		return refusal.diagnostic("invoke", a.typeName())
	}
	if apierrors.IsForbidden(err) {
		return diag.NewErrorDiagnostic("Unable to invoke "+a.typeName(),
			Sentence(err.Error())+"\n\nThe user of the provider lacks a permission. The action needs "+a.declared.Needs+".")
	}
	return explain("invoke", a.typeName(), cluster.Resource{}, err)
}

// ValidateConfig checks the arguments.
func (a *boundAction[T]) ValidateConfig(
	_ context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse,
) {
	_, resp.Diagnostics = a.load(field.Of(req.Config.Raw))
}

// ModifyPlan checks arguments that were unknown to ValidateConfig. It makes no requests: resources of the same apply
// may change what the action works on.
func (a *boundAction[T]) ModifyPlan(
	_ context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
) {
	config := field.Of(req.Config.Raw)
	_, resp.Diagnostics = a.load(config)
	if req.ClientCapabilities.DeferralAllowed && !config.IsFullyKnown() {
		resp.Deferred = &action.Deferred{Reason: action.DeferredReasonActionConfigUnknown}
	}
}

// Invoke runs the action. A panic is an error of the action.
func (a *boundAction[T]) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	recovered(&resp.Diagnostics, a.typeName(), func() string { return "" }, func() {
		t, diags := a.load(field.Of(req.Config.Raw))
		if resp.Diagnostics.Append(diags...); diags.HasError() {
			return
		}
		ctx, cancel := limit(ctx, t.timeout)
		defer cancel()
		pc := a.session.planContext()
		pc.Applying = true
		run := Invocation{pc, func(message string) { resp.SendProgress(action.InvokeProgressEvent{Message: message}) }}
		if err := a.declared.Invoke(ctx, run, &t.own); err != nil {
			resp.Diagnostics.Append(a.failure(err))
		}
	})
}
