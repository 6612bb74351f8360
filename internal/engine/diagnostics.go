package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// AdvisedError is an error that says itself what to do about it.
type AdvisedError interface {
	error
	Advice() string
}

// Diagnostic is a warning or an error about an attribute.
type Diagnostic struct {
	Attribute string
	Element   *int // of the attribute, nil for the whole
	Summary   string
	Detail    string
	IsError   bool // the object must not be written
}

func (d Diagnostic) diagnostic() diag.Diagnostic {
	at := path.Root(d.Attribute)
	if d.Element != nil {
		at = at.AtListIndex(*d.Element)
	}
	if d.IsError {
		return diag.NewAttributeErrorDiagnostic(at, d.Summary, d.Detail)
	}
	return diag.NewAttributeWarningDiagnostic(at, d.Summary, d.Detail)
}

func diagnostics(list []Diagnostic) (diags diag.Diagnostics) {
	for _, d := range list {
		diags.Append(d.diagnostic())
	}
	return diags
}

// AttributeError is an error about an attribute that a retry does not help against.
type AttributeError struct{ Attribute, Message, Advice string }

func (e *AttributeError) Error() string { return e.Message }

func (e *AttributeError) diagnostic(verb, subject string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(e.Attribute), "Unable to "+verb+" "+subject,
		sentence(e.Message)+"\n\n"+e.Advice)
}

// diagnose turns what is wrong with values into diagnostics on their attributes.
func diagnose(problems []field.Problem) (diags diag.Diagnostics) {
	for _, p := range problems {
		diags.Append(invalid(p.Path(), p.Text))
	}
	return diags
}

// invalid says what is wrong with the value at a path. Terraform up to 1.14 and OpenTofu show the source of an
// attribute or of one element of it, and nothing of a longer path, so the whole path is in the title.
func invalid(at path.Path, text string) diag.Diagnostic {
	shown := at
	for len(shown.Steps()) > 2 {
		shown = shown.ParentPath()
	}
	if steps := shown.Steps(); len(steps) == 2 {
		if name, ok := steps[1].(path.PathStepAttributeName); ok { // an object of dynamic type is indexed by its keys
			shown = shown.ParentPath().AtMapKey(string(name))
		}
	}
	return diag.NewAttributeErrorDiagnostic(shown, "Invalid value of "+at.String(), sentence(text))
}

// failure explains why an operation on the object of a resource failed.
func (r *managed[O]) failure(verb string, m *model[O], err error) diag.Diagnostics {
	if errors.Is(err, errRefused) {
		return nil // the refusals say why
	}
	id := r.kind.id(m.object)
	subject := fmt.Sprintf("%s %q", r.typeName(), id)
	if refusal, ok := errors.AsType[*AttributeError](err); ok {
		return diag.Diagnostics{refusal.diagnostic(verb, subject)}
	}
	if verb == "create" && apierrors.IsAlreadyExists(err) {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to create "+subject, fmt.Sprintf(
			"It exists already, and nothing of it was changed. To manage it from here on, import it; put the resource's "+
				"own name in place of NAME:\n\n  import {\n    to = %s.NAME\n    id = %q\n  }", r.typeName(), id))}
	}
	if r.kind.Explain != nil {
		if advice := r.kind.Explain(m.object, err); advice != "" {
			return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to "+verb+" "+subject,
				sentence(err.Error())+"\n\n"+advice)}
		}
	}
	return diag.Diagnostics{explain(verb, subject, r.kind.API, err)}
}

// notRefreshed warns of a state that could not be compared with the cluster.
func (r *managed[O]) notRefreshed(object O, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(
		fmt.Sprintf("%s %q is planned from its last known state", r.typeName(), r.kind.id(object)),
		sentence(err.Error())+"\n\nWhat others changed since does not show in this plan.")
}

// explain is the one place that turns an error into what a practitioner reads: what failed, what the cluster said, and
// what to do about it.
func explain(verb, subject string, kind cluster.Resource, err error) diag.Diagnostic {
	detail := sentence(err.Error())
	if advice := advise(verb, kind, err); advice != "" {
		detail += "\n\n" + advice
	}
	return diag.NewErrorDiagnostic("Unable to "+verb+" "+subject, detail)
}

// advise says what to do about an error, as far as its class tells.
func advise(verb string, kind cluster.Resource, err error) string {
	if advice, ok := errors.AsType[AdvisedError](err); ok {
		return advice.Advice()
	}
	if _, ok := errors.AsType[*cluster.HeldError](err); ok {
		return "The object goes as soon as nothing holds it. Look into what the finalizer waits for, or give it more " +
			"time with timeouts.delete."
	}
	if _, ok := errors.AsType[*cluster.NotServedError](err); ok {
		return "Its Calico is too old for this kind, or was installed without it."
	}
	if _, ok := errors.AsType[*cluster.UnknownOutcomeError](err); ok {
		return unclear(verb)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "The cluster cannot be reached. Check the address in the provider block, or in the kubeconfig that it " +
			"names."
	}
	return adviseStatus(verb, kind, err)
}

// adviseStatus says what to do about an answer of the API server.
func adviseStatus(verb string, kind cluster.Resource, err error) string {
	switch {
	case IsNotFound(err):
		return gone(verb)
	case apierrors.IsUnauthorized(err):
		return "The cluster did not accept the credentials. Check those in the provider block, or the kubeconfig that " +
			"it names: tokens and client certificates expire."
	case apierrors.IsForbidden(err):
		return fmt.Sprintf("The user of the provider needs a role that allows it to %s %s. A policy also needs the same "+
			"on its tier.", requestVerb(verb), kind.Plural)
	case apierrors.IsConflict(err):
		return "Somebody else kept changing the object at the same time. Apply again."
	case errors.Is(err, context.DeadlineExceeded):
		return "It took longer than the timeouts of the resource allow."
	case apierrors.IsServiceUnavailable(err), apierrors.IsTooManyRequests(err), apierrors.IsServerTimeout(err):
		return "The cluster or Calico's API server is overloaded or starting. Apply again."
	}
	return ""
}

// unclear says what to do when it is open whether a write was carried out.
func unclear(verb string) string {
	if verb == "create" {
		return "Apply again. If it exists by then, the error says so, and how to import it."
	}
	return "Apply again: that finds out how it is, and changes what is left to change."
}

func gone(verb string) string {
	switch verb {
	case "update":
		return "It was deleted while the plan was applied. Plan again: the plan will create it."
	case "import":
		return "There is nothing to import. Check the name, and the cluster that the provider is configured for."
	}
	return "Check the name, and the cluster that the provider is configured for."
}

// requestVerb is what Kubernetes calls an operation in its roles.
func requestVerb(verb string) string {
	switch verb {
	case "read", "import":
		return "get"
	case "update":
		return "get and patch"
	}
	return verb
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) }

// sentence makes a sentence of what an error says. A name from code in front keeps its case.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return text
	}
	if first, _, _ := strings.Cut(text, " "); !strings.ContainsFunc(first, isNoLetter) {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return text
}
