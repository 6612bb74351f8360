package lab

import (
	"context"
	"net/http"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// kubeSphereTenants are the versions of KubeSphere's Workspaces, by generation of KubeSphere.
var kubeSphereTenants = map[int]string{3: "v1alpha1", 4: "v1beta1"}

// kubeSphereKinds returns the kinds of KubeSphere that are about isolation.
func kubeSphereKinds(generation int) []kubeSphereKind {
	network := schema.GroupVersion{Group: "network.kubesphere.io", Version: "v1alpha1"}
	tenants := schema.GroupVersion{Group: "tenant.kubesphere.io", Version: kubeSphereTenants[generation]}
	return []kubeSphereKind{
		{network, "NamespaceNetworkPolicy", "namespacenetworkpolicies", "Namespaced"},
		{tenants, "Workspace", "workspaces", "Cluster"},
	}
}

type kubeSphereKind struct {
	api                 schema.GroupVersion
	kind, plural, scope string
}

// InstallKubeSphere installs CRDs of KubeSphere 3 or 4. The lab has no controller for them, as KubeSphere's is not
// public.
func (l *Lab) InstallKubeSphere(ctx context.Context, generation int) error {
	for _, k := range kubeSphereKinds(generation) {
		err := l.Create(ctx, schema.GroupVersion{Group: "apiextensions.k8s.io", Version: "v1"},
			"customresourcedefinitions", "CustomResourceDefinition", object{
				"metadata": object{"name": k.plural + "." + k.api.Group},
				"spec": object{
					"group": k.api.Group, "scope": k.scope,
					"names": object{"kind": k.kind, "plural": k.plural},
					"versions": []any{object{
						"name": k.api.Version, "served": true, "storage": true,
						"schema": object{"openAPIV3Schema": object{"type": "object", "x-kubernetes-preserve-unknown-fields": true}},
					}},
				},
			})
		if err != nil {
			return err
		}
		if err := l.WaitFor(ctx, "/apis/"+k.api.String()+"/"+k.plural, http.StatusOK); err != nil {
			return err
		}
	}
	return nil
}
