package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// AdvisedError is an error with advice for the user.
type AdvisedError interface {
	error
	Advice() string
}

// Diagnostic is a warning or an error about an attribute.
type Diagnostic struct {
	Attribute string
	Element   *int // index in a list attribute, nil for the whole attribute
	Summary   string
	Detail    string
	IsError   bool // an error, which prevents the write; otherwise a warning
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

// AttributeError is an error about an attribute that no retry resolves.
type AttributeError struct{ Attribute, Message, Advice string }

func (e *AttributeError) Error() string { return e.Message }

func (e *AttributeError) diagnostic(verb, subject string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(e.Attribute), "Unable to "+verb+" "+subject,
		sentence(e.Message)+"\n\n"+e.Advice)
}

// diagnose converts problems with values to errors on their attributes.
func diagnose(problems []field.Problem) (diags diag.Diagnostics) {
	for _, p := range problems {
		diags.Append(invalid(p.Path(), p.Text))
	}
	return diags
}

// invalid returns an error about the value at a path. Terraform up to 1.14 and OpenTofu show the source of an attribute
// or of one of its elements, but no source for a longer path. So the summary contains the whole path.
func invalid(at path.Path, text string) diag.Diagnostic {
	shown := at
	for len(shown.Steps()) > 2 {
		shown = shown.ParentPath()
	}
	if steps := shown.Steps(); len(steps) == 2 {
		if name, ok := steps[1].(path.PathStepAttributeName); ok { // Terraform sees map keys in a dynamic value
			shown = shown.ParentPath().AtMapKey(string(name))
		}
	}
	return diag.NewAttributeErrorDiagnostic(shown, "Invalid value of "+at.String(), sentence(text))
}

// failure returns the diagnostics of a failed operation.
func (r *managed[O]) failure(verb string, m *model[O], err error) diag.Diagnostics {
	if errors.Is(err, errRefused) {
		return nil // the diagnostics of checkWrite give the reason
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

// notRefreshed returns a warning about a state that could not be refreshed.
func (r *managed[O]) notRefreshed(object O, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(
		fmt.Sprintf("%s %q is planned from its last known state", r.typeName(), r.kind.id(object)),
		sentence(err.Error())+"\n\nWhat others changed since does not show in this plan.")
}

// explain returns a diagnostic with the failed operation, the error message and advice.
func explain(verb, subject string, kind cluster.Resource, err error) diag.Diagnostic {
	detail := sentence(err.Error())
	if advice := advise(verb, kind, err); advice != "" {
		detail += "\n\n" + advice
	}
	return diag.NewErrorDiagnostic("Unable to "+verb+" "+subject, detail)
}

// advise returns advice on a known class of errors, or an empty string.
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

// adviseStatus returns advice on an error of the API server, or an empty string.
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

// unclear returns advice on a write whose outcome is unknown.
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

// requestVerb returns the verbs of an operation in Kubernetes roles.
func requestVerb(verb string) string {
	switch verb {
	case "read", "import", "use":
		return "get"
	case "update", "restore":
		return "get and patch"
	}
	return verb
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) }

// sentence returns an error message as a sentence. A first word with other characters than letters keeps its case.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return text
	}
	if first, _, _ := strings.Cut(text, " "); !strings.ContainsFunc(first, isNoLetter) {
		letter, size := utf8.DecodeRuneInString(text)
		text = string(unicode.ToUpper(letter)) + text[size:]
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return text
}
