package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestWhatIsInForce fills a project with policies of every kind, and asks for them.
func TestWhatIsInForce(t *testing.T) { inOwnLabs(t, whatIsInForce, everyMode...) }

func whatIsInForce(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	core := schema.GroupVersion{Version: "v1"}
	kubernetes := schema.GroupVersion{Group: "networking.k8s.io", Version: "v1"}
	create := func(api schema.GroupVersion, plural, kind string, fields map[string]any) {
		object := &unstructured.Unstructured{Object: fields}
		object.SetGroupVersionKind(api.WithKind(kind))
		client, err := l.Resource(api, plural, object.GetNamespace())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Create(t.Context(), object, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	in := func(name string, labels map[string]any) map[string]any {
		return map[string]any{"namespace": space, "name": name, "labels": labels}
	}
	for _, app := range []string{"web", "db"} {
		create(core, "pods", "Pod", map[string]any{
			"metadata": in(app, map[string]any{"app": app}),
			"spec":     map[string]any{"containers": []any{map[string]any{"name": "c", "image": "i"}}},
		})
	}
	create(kubernetes, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": in("kube", nil), "spec": map[string]any{
			"podSelector": map[string]any{"matchLabels": map[string]any{"app": "db"}},
			"ingress":     []any{map[string]any{"ports": []any{map[string]any{"port": int64(5432)}}}},
		},
	})
	admin, subject := schema.GroupVersion{Group: "policy.networking.k8s.io", Version: "v1alpha1"}, map[string]any{
		"namespaces": map[string]any{"matchLabels": map[string]any{"kubernetes.io/metadata.name": space}},
	}
	from := []any{map[string]any{"action": "Allow", "from": []any{map[string]any{"namespaces": map[string]any{}}}}}
	create(admin, "adminnetworkpolicies", "AdminNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": space},
		"spec":     map[string]any{"priority": int64(10), "subject": subject, "ingress": from},
	})
	create(admin, "baselineadminnetworkpolicies", "BaselineAdminNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": "default"}, "spec": map[string]any{"subject": subject, "ingress": from},
	})
	namespaces, err := l.Resource(core, "namespaces", "")
	if err != nil {
		t.Fatal(err)
	}
	patch(t, namespaces, space, `{"metadata": {"labels": {"kubesphere.io/workspace": "`+space+`"}}}`)()
	tier := "t" + string(l.Mode)
	l.MustCreate(t, "tiers", "Tier", map[string]any{
		"metadata": map[string]any{"name": tier}, "spec": map[string]any{"order": float64(10), "defaultAction": "Pass"},
	})
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": in(tier+".first", nil),
		"spec":     map[string]any{"tier": tier, "selector": "app == 'web'", "types": []any{"Egress"}},
	})
	staged := in("later", nil)
	if l.Mode == lab.CRD {
		staged = in("default.later", nil)
	}
	l.MustCreate(t, "stagednetworkpolicies", "StagedNetworkPolicy", map[string]any{
		"metadata": staged,
		"spec":     map[string]any{"tier": "default", "order": float64(500), "stagedAction": "Set", "types": []any{"Ingress"}},
	})
	l.MustCreate(t, "globalnetworkpolicies", "GlobalNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": prefix(l) + "others-" + string(l.Mode)},
		"spec":     map[string]any{"namespaceSelector": "projectcalico.org/name == 'elsewhere'", "types": []any{"Ingress"}},
	})
	l.MustCreate(t, "globalnetworkpolicies", "GlobalNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": prefix(l) + "nodes-" + string(l.Mode)},
		"spec":     map[string]any{"selector": "has(node)", "types": []any{"Ingress"}},
	})
	config := configured(l, fmt.Sprintf(`
		resource "calico_project_isolation" "test" {
		  project = %[1]q
		}
		resource "calico_workspace_isolation" "test" {
		  workspace = %[1]q
		}
		data "calico_project_policies" "test" {
		  project    = %[1]q
		  depends_on = [calico_project_isolation.test, calico_workspace_isolation.test]
		}
		output "order" {
		  value = join(" ", [for p in data.calico_project_policies.test.policies :
		    "${p.kind}/${p.name}/${p.staged}/${join("+", p.types)}/${join("+", coalesce(p.pods, []))}"])
		}
		output "port" {
		  value = join(" ", [for p in data.calico_project_policies.test.policies :
		    p.ingress[0].destination.ports[0] if p.kind == "KubernetesNetworkPolicy"])
		}`, space))
	steps(t, resource.TestStep{Config: config, Check: resource.ComposeTestCheckFunc(
		resource.TestCheckOutput("order", fmt.Sprintf("NetworkPolicy/%s.first/false/Egress/web ", tier)+
			"AdminNetworkPolicy/"+space+"/false/Ingress/db+web "+
			"StagedNetworkPolicy/later/true/Ingress/db+web "+
			"KubernetesNetworkPolicy/kube/false/Ingress/db "+
			"NetworkPolicy/project-isolation/false/Ingress/db+web "+ // which wins over the workspace's
			"GlobalNetworkPolicy/workspace-"+space+"/false/Ingress/db+web "+
			"BaselineAdminNetworkPolicy/default/false/Ingress/db+web"),
		resource.TestCheckOutput("port", "5432"),
	)})
}
