package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// sphere is a lab with KubeSphere v4's kinds, and clients for them.
type sphere struct {
	*lab.Lab
	namespaces, workspaces, entries dynamic.ResourceInterface
}

const isolateKey = "kubesphere.io/network-isolate"

// newSphere starts one with the workspace blue and its project shop.
func newSphere(t *testing.T) *sphere {
	t.Helper()
	const space = "shop"
	s := &sphere{Lab: lab.Own(t, lab.Aggregated)}
	if err := s.InstallKubeSphere(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	s.namespaces = s.client(t, schema.GroupVersion{Version: "v1"}, "namespaces", "")
	s.workspaces = s.client(t, schema.GroupVersion{Group: "tenant.kubesphere.io", Version: "v1beta1"}, "workspaces", "")
	s.entries = s.client(t, schema.GroupVersion{Group: "network.kubesphere.io", Version: "v1alpha1"}, "namespacenetworkpolicies", space)
	if err := s.CreateNamespace(t.Context(), space, map[string]any{"kubesphere.io/workspace": "blue", "theirs": "1"}); err != nil {
		t.Fatal(err)
	}
	patch(t, s.namespaces, space, `{"metadata": {"annotations": {"theirs": "1"}}}`)()
	s.workspace(t, "blue", map[string]any{"theirs": "1"})
	return s
}

func (s *sphere) client(t *testing.T, api schema.GroupVersion, plural, space string) dynamic.ResourceInterface {
	t.Helper()
	client, err := s.Resource(api, plural, space)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// workspace makes a workspace.
func (s *sphere) workspace(t *testing.T, name string, annotations map[string]any) {
	t.Helper()
	_, err := s.workspaces.Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "tenant.kubesphere.io/v1beta1", "kind": "Workspace",
		"metadata": map[string]any{"name": name, "annotations": annotations},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// control stands for KubeSphere's controller, which is not public: it makes a policy for a project that is switched on,
// itself or by its workspace, and takes it back.
func (s *sphere) control(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	go func() {
		for ; ctx.Err() == nil; time.Sleep(200 * time.Millisecond) {
			projects, err := s.namespaces.List(ctx, metav1.ListOptions{LabelSelector: "kubesphere.io/workspace"})
			if err != nil {
				continue
			}
			for _, project := range projects.Items {
				s.isolate(ctx, project)
			}
		}
	}()
}

func (s *sphere) isolate(ctx context.Context, project unstructured.Unstructured) {
	workspace, err := s.workspaces.Get(ctx, project.GetLabels()["kubesphere.io/workspace"], metav1.GetOptions{})
	policies, otherErr := s.Resource(schema.GroupVersion{Group: "networking.k8s.io", Version: "v1"}, "networkpolicies", project.GetName())
	if err != nil || otherErr != nil {
		return
	}
	if project.GetAnnotations()[isolateKey] != "enabled" && workspace.GetAnnotations()[isolateKey] != "enabled" {
		_ = policies.Delete(ctx, "nsnp-network-isolate", metav1.DeleteOptions{})
		return
	}
	_, _ = policies.Create(ctx, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": map[string]any{"name": "nsnp-network-isolate"},
		"spec": map[string]any{"podSelector": map[string]any{}, "policyTypes": []any{"Ingress"}},
	}}, metav1.CreateOptions{})
}

// listed are the entries of the lists, as the labels that the console filters by and what they say.
func (s *sphere) listed(ctx context.Context) (map[string]string, error) {
	found, err := s.entries.List(ctx, metav1.ListOptions{})
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	for _, entry := range found.Items {
		spec, err := json.Marshal(entry.Object["spec"])
		if err != nil {
			return nil, err
		}
		labels := entry.GetLabels()
		all[labels["kubesphere.io/policy-type"]+" "+labels["kubesphere.io/policy-traffic"]+" "+string(spec)] = entry.GetName()
	}
	return all, nil
}

// expects checks that the entries are just these.
func (s *sphere) expects(t *testing.T, wanted ...string) resource.TestCheckFunc {
	t.Helper()
	return func(*terraform.State) error {
		all, err := s.listed(t.Context())
		if err != nil {
			return err
		}
		slices.Sort(wanted)
		if got := slices.Sorted(maps.Keys(all)); !slices.Equal(got, wanted) {
			return fmt.Errorf("the entries are\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(wanted, "\n"))
		}
		return nil
	}
}

// marks are the labels and annotations of the namespace and the workspace.
func (s *sphere) marks(t *testing.T) string {
	t.Helper()
	var all []string
	for name, client := range map[string]dynamic.ResourceInterface{"shop": s.namespaces, "blue": s.workspaces} {
		object, err := client.Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(name, object.GetLabels(), object.GetAnnotations()))
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func (s *sphere) named(t *testing.T, entry string) string {
	t.Helper()
	all, err := s.listed(t.Context())
	if err != nil || all[entry] == "" {
		t.Fatalf("there is no %s: %v", entry, err)
	}
	return all[entry]
}

func (s *sphere) openUp(t *testing.T, entry string) {
	t.Helper()
	patch(t, s.entries, s.named(t, entry), `{"spec": {"ingress": [{"from": [{"namespace": {"name": "evil"}}]}]}}`)()
}

func (s *sphere) remove(t *testing.T, entry string) {
	t.Helper()
	if err := s.entries.Delete(t.Context(), s.named(t, entry), metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
}
