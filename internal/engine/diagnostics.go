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
		Sentence(e.Message)+"\n\n"+e.Advice)
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
	return diag.NewAttributeErrorDiagnostic(shown, "Invalid value of "+at.String(), Sentence(text))
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
	if taken, ok := errors.AsType[*cluster.NameTakenError](err); ok {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to create "+subject, Sentence(taken.Error())+fmt.Sprintf(
			"\n\nNothing was changed. To manage the existing object, set name = %q and import it. To give it the new name, "+
				"delete it first: if this resource manages it, apply with the option -replace, which leaves a short time "+
				"without the policy.", taken.By.Name))}
	}
	if verb == "create" && apierrors.IsAlreadyExists(err) {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to create "+subject, fmt.Sprintf(
			"The object already exists; nothing was changed. To manage it with Terraform, import it (replace NAME with the "+
				"name of the resource block):\n\n  import {\n    to = %s.NAME\n    id = %q\n  }", r.typeName(), id))}
	}
	if r.kind.Explain != nil {
		if advice := r.kind.Explain(m.object, err); advice != "" {
			return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to "+verb+" "+subject,
				Sentence(err.Error())+"\n\n"+advice)}
		}
	}
	return diag.Diagnostics{explain(verb, subject, r.kind.API, err)}
}

// notRefreshed returns a warning about a state that could not be refreshed.
func (r *managed[O]) notRefreshed(object O, err error) diag.Diagnostic {
	return diag.NewWarningDiagnostic(
		fmt.Sprintf("%s %q was not refreshed", r.typeName(), r.kind.id(object)),
		Sentence(err.Error())+"\n\nThe plan uses the last known state of the object. It does not show changes made "+
			"outside of Terraform.")
}

// explain returns a diagnostic with the failed operation, the error message and advice.
func explain(verb, subject string, kind cluster.Resource, err error) diag.Diagnostic {
	detail := Sentence(err.Error())
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
		return "The object is deleted when its last finalizer is removed. Check the controller that removes the " +
			"finalizer, or set a longer timeouts.delete."
	}
	if _, ok := errors.AsType[*cluster.NotServedError](err); ok {
		return "The cluster's Calico is too old for this kind, or was installed without it. Upgrade Calico, or remove " +
			"the resource from the configuration."
	}
	if _, ok := errors.AsType[*cluster.UnknownOutcomeError](err); ok {
		return unclear(verb)
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "The cluster cannot be reached. Check the address of the API server in the provider block or in the " +
			"kubeconfig."
	}
	return adviseStatus(verb, kind, err)
}

// adviseStatus returns advice on an error of the API server, or an empty string.
func adviseStatus(verb string, kind cluster.Resource, err error) string {
	switch {
	case lacksNamespace(err):
		return "Create the namespace first, or correct its name. If this configuration creates it, set the name from its " +
			"resource, so that Terraform creates the namespace first."
	case IsNotFound(err):
		return gone(verb)
	case apierrors.IsUnauthorized(err):
		return "The cluster rejected the credentials. Check the credentials in the provider block or in the kubeconfig: " +
			"tokens and client certificates expire."
	case apierrors.IsForbidden(err):
		return fmt.Sprintf("The user of the provider lacks a permission. Grant it a role that allows it to %s %s. A "+
			"policy also needs permissions on its tier.", requestVerb(verb), kind.Plural)
	case apierrors.IsConflict(err):
		return "Other clients kept changing the object during the operation. Apply again."
	case errors.Is(err, context.DeadlineExceeded):
		return "The operation exceeded its timeout. Set a longer timeout in the attribute timeouts, or check why the " +
			"cluster is slow."
	case apierrors.IsServiceUnavailable(err), apierrors.IsTooManyRequests(err), apierrors.IsServerTimeout(err):
		return "The cluster or Calico's API server is overloaded or starting. Apply again."
	}
	return ""
}

// lacksNamespace reports whether the API server misses the namespace of an object.
func lacksNamespace(err error) bool {
	var status apierrors.APIStatus
	if !apierrors.IsNotFound(err) || !errors.As(err, &status) {
		return false
	}
	details := status.Status().Details
	return details != nil && details.Kind == cluster.NamespaceResource.Plural
}

// unclear returns advice on a write whose outcome is unknown.
func unclear(verb string) string {
	if verb == "create" {
		return "Apply again. If the object was created, the error says how to import it."
	}
	return "Apply again. Terraform reads the object and applies the remaining changes."
}

func gone(verb string) string {
	switch verb {
	case "update":
		return "The object was deleted during the apply. Plan again: the new plan creates it."
	case "import":
		return "The object to import does not exist. Check the import ID, and the cluster that the provider is " +
			"configured for."
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

// Sentence returns an error message as a sentence. A first word with other characters than letters keeps its case.
func Sentence(text string) string {
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
