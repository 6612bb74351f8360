package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/catalog"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// answers are what a server might say, whatever was asked.
var answers = []string{
	"", "null", "[]", "{}", "0", `"text"`, "{", "\x00\xff", "<html></html>", `{"kind": "NetworkPolicy"}`, `{"kind": 7}`,
	`{"kind": "Status", "code": 404, "reason": "NotFound", "details": {"name": "odd"}}`,
	`{"kind": "Status", "status": "Success"}`, `{"kind": "NetworkPolicyList", "items": null}`,
	`{"kind": "NetworkPolicyList", "items": [null, 1, {}]}`,
	`{"kind": "NetworkPolicy", "metadata": {"name": "odd", "namespace": "default"}}`,
	`{"kind": "NetworkPolicy", "metadata": {"name": "odd", "namespace": "default"}, "spec": []}`,
	`{"kind": "NetworkPolicy", "metadata": {"name": "odd", "namespace": "default"}, "spec": {"order": "one"}}`,
	`{"kind": "NetworkPolicy", "metadata": {"name": "odd", "namespace": "default", "labels": [1]}}`,
	`{"kind": "NetworkPolicy", "metadata": {"name": "odd", "namespace": "default", "managedFields": [{"fieldsV1": 7}]}}`,
	strings.Repeat(`{"kind":`, 10000), strings.Repeat("[", 100000),
}

// TestAnswersOfAnyShape answers requests of each kind with anything. The provider lives on, and a state goes only when
// the server says that the object is gone.
func TestAnswersOfAnyShape(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	for _, status := range []int{200, 201, 301, 400, 404, 422, 500} {
		for _, answer := range answers {
			tryAnswer(t, l, status, answer)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	l := lab.ForTest(f, lab.Aggregated)
	for _, answer := range answers[:15] { // the long ones teach nothing more
		f.Add(uint16(http.StatusOK), answer)
	}
	f.Fuzz(func(t *testing.T, status uint16, answer string) {
		tryAnswer(t, l, 200+int(status)%400, answer) // what is no status of an answer is the library's to deal with
	})
}

// tryAnswer reads, makes and lists a policy while every request for policies gets one answer.
func tryAnswer(t *testing.T, l *lab.Lab, status int, answer string) {
	t.Helper()
	way, err := l.Faulty("odd")
	if err != nil {
		t.Fatal(err)
	}
	defer way.Close()
	isPolicy := func(r *http.Request) bool { return strings.Contains(r.URL.Path, "/networkpolicies") }
	way.Break(isPolicy, -1, func(e *lab.Exchange) {
		e.Answer(lab.Answer{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(answer)})
	})
	a, err := newActor(t.Context(), way.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	config := a.policy("default", "odd", 1, "100ms")
	before := keeping{state: config}
	read, err := a.read(t.Context(), before)
	genuine := status == http.StatusNotFound && strings.Contains(answer, `"name"`)
	switch {
	case err != nil && strings.Contains(err.Error(), "broke"):
		t.Errorf("%d %.200q: %v", status, answer, err)
	case read.state.IsNull() && !genuine:
		t.Errorf("%d %.200q: the state is gone", status, answer)
	}
	if _, err := a.apply(t.Context(), config, keeping{state: a.gone()}); err != nil && strings.Contains(err.Error(), "broke") {
		t.Errorf("%d %.200q: %v", status, answer, err)
	}
	if _, err := a.apply(t.Context(), a.gone(), before); err != nil && strings.Contains(err.Error(), "broke") {
		t.Errorf("%d %.200q: %v", status, answer, err)
	}
}

// FuzzImports imports odd IDs and identities of every kind.
func FuzzImports(f *testing.F) {
	l := lab.ForTest(f, lab.Aggregated)
	for _, text := range lab.Sample(f, 5, odd) {
		f.Add(text)
	}
	var once *server
	f.Fuzz(func(t *testing.T, text string) {
		if once == nil {
			once = newServer(t, l)
		}
		s := *once
		s.t = t
		s.importAnything(t, text)
	})
}

// importAnything imports a text as an ID and as each part of an identity of every kind.
func (s *server) importAnything(t *testing.T, text string) {
	t.Helper()
	for _, definition := range catalog.Kinds() {
		kind, _, _ := definition.Facts()
		requests := []*tfprotov6.ImportResourceStateRequest{{TypeName: kind, ID: text}}
		for _, known := range [][2]string{{text, "x"}, {"x", text}, {text, text}} {
			parts := map[string]string{}
			for i, name := range keysOf(t, s, kind) {
				parts[name] = known[i%2]
			}
			requests = append(requests, &tfprotov6.ImportResourceStateRequest{TypeName: kind, Identity: s.identityOf(parts)})
		}
		for _, request := range requests {
			resp, err := s.ImportResourceState(t.Context(), request)
			if err != nil || len(resp.Diagnostics) == 0 && len(resp.ImportedResources) == 0 {
				t.Errorf("%s, %q: %v", kind, text, err)
			}
		}
	}
}

// keysOf are the parts of a kind's identity.
func keysOf(t *testing.T, s *server, kind string) (names []string) {
	t.Helper()
	schemas, err := s.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, attribute := range schemas.IdentitySchemas[kind].IdentityAttributes {
		names = append(names, attribute.Name)
	}
	return names
}
