package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// TestSentences checks that errors become sentences, and that a name from code in front keeps its case.
func TestSentences(t *testing.T) {
	for text, want := range map[string]string{
		"the name is taken\n": "The name is taken.", "It is taken.": "It is taken.", "is it taken?": "Is it taken?",
		"spec.order is missing": "spec.order is missing.", " \n": "",
	} {
		if got := Sentence(text); got != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

// TestWhereAMistakeIsShown checks that Terraform can show the path of a diagnostic, and that the title has all of it.
func TestWhereAMistakeIsShown(t *testing.T) {
	element, target := path.Root("rules").AtListIndex(1), path.Root("target")
	for name, c := range map[string]struct{ at, shown path.Path }{
		"an attribute":           {target, target},
		"an element":             {element, element},
		"a nested attribute":     {target.AtName("note"), target.AtMapKey("note")},
		"deeper than that":       {target.AtName("nets").AtListIndex(0), target.AtMapKey("nets")},
		"deep inside an element": {element.AtName("source").AtName("nets").AtListIndex(2), element},
	} {
		d, ok := invalid(c.at, "it is wrong").(diag.DiagnosticWithPath)
		if !ok || !d.Path().Equal(c.shown) || d.Summary() != "Invalid value of "+c.at.String() {
			t.Errorf("%s: the diagnostic is %v", name, d)
		}
	}
}

// TestAdvice checks that every class of error has its own advice, also where one error holds another.
func TestAdvice(t *testing.T) {
	gates := schema.GroupResource{Resource: "gates"}
	cause, dial := errors.New("cause"), &net.OpError{Op: "dial", Err: errors.New("refused")}
	missing, lost := apierrors.NewNotFound(gates, "web"), &cluster.UnknownOutcomeError{Lost: dial, Look: dial}
	forbidden := apierrors.NewForbidden(gates, "web", cause)
	for name, c := range map[string]struct {
		verb string
		err  error
		says string // of the advice, empty for none
	}{
		"a conflict":           {"update", apierrors.NewConflict(gates, "web", cause), "kept changing the object"},
		"forbidden to read":    {"import", forbidden, "allows it to get gates."},
		"forbidden to update":  {"update", forbidden, "allows it to get and patch gates."},
		"no credentials":       {"read", apierrors.NewUnauthorized("who"), "rejected the credentials"},
		"deleted meanwhile":    {"update", &NotFoundError{missing}, "deleted during the apply"},
		"nothing to import":    {"import", &NotFoundError{missing}, "object to import does not exist"},
		"no API":               {"read", missing, ""},
		"too slow":             {"create", context.DeadlineExceeded, "exceeded its timeout"},
		"unavailable":          {"create", apierrors.NewServiceUnavailable("later"), "overloaded or starting"},
		"too many requests":    {"create", apierrors.NewTooManyRequests("later", 1), "overloaded or starting"},
		"no connection":        {"read", dial, "cannot be reached"},
		"held":                 {"delete", &cluster.HeldError{}, "finalizer"},
		"not served":           {"create", &cluster.NotServedError{API: &cluster.API{}}, "too old for this kind"},
		"lost when created":    {"create", lost, "how to import it"},
		"lost when updated":    {"update", lost, "applies the remaining changes"},
		"an error that knows":  {"update", errors.Join(dial, errRecreated), "Plan again"},
		"one that nobody does": {"create", cause, ""},
	} {
		got := advise(c.verb, cluster.Resource{Plural: "gates"}, fmt.Errorf("while at it: %w", c.err))
		if !strings.Contains(got, c.says) || c.says == "" && got != "" {
			t.Errorf("%s: the advice is %q", name, got)
		}
	}
}
