package lab

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"

	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"
)

// Where the API server of Calico is registered, as Calico's own manifests do it.
const (
	calicoNamespace = "calico-system"
	calicoService   = "calico-api"
)

// The two API groups of Calico.
var (
	storeGroup  = schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}
	publicGroup = schema.GroupVersion{Group: "projectcalico.org", Version: "v3"}
)

type object = map[string]any

// CalicoAPI is the API that users of the lab speak.
func (l *Lab) CalicoAPI() schema.GroupVersion {
	if l.Mode == CRD {
		return storeGroup
	}
	return publicGroup
}

// Resource is a client for the objects of any kind, past the provider. The namespace is empty for those in none.
func (l *Lab) Resource(group schema.GroupVersion, plural, namespace string) (dynamic.ResourceInterface, error) {
	client, err := dynamic.NewForConfig(l.config)
	if err != nil {
		return nil, err
	}
	return client.Resource(group.WithResource(plural)).Namespace(namespace), nil
}

// Calico is [Lab.Resource] for Calico's kinds, in the group that the mode serves.
func (l *Lab) Calico(plural, namespace string) (dynamic.ResourceInterface, error) {
	return l.Resource(l.CalicoAPI(), plural, namespace)
}

// Create makes an object of any kind, past the provider.
func (l *Lab) Create(ctx context.Context, group schema.GroupVersion, plural, kind string, fields object) error {
	u := unstructured.Unstructured{Object: fields}
	u.SetGroupVersionKind(group.WithKind(kind))
	resource, err := l.Resource(group, plural, u.GetNamespace())
	if err != nil {
		return err
	}
	if _, err = resource.Create(ctx, &u, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("create %s %s: %w", kind, u.GetName(), err)
	}
	return nil
}

// CreateNamespace makes a namespace.
func (l *Lab) CreateNamespace(ctx context.Context, name string, labels map[string]any) error {
	return l.Create(ctx, schema.GroupVersion{Version: "v1"}, "namespaces", "Namespace",
		object{"metadata": object{"name": name, "labels": labels}})
}

// installDefinitions installs Calico's resource definitions under the group that the mode serves, and waits until
// every one of them is served.
func (l *Lab) installDefinitions(ctx context.Context, release *Release, native bool) error {
	group, groupCtx := errgroup.WithContext(ctx)
	for _, definition := range release.Definitions {
		definition = runtime.DeepCopyJSON(definition)
		if native { // those that are native already stay as they are
			if err := makeNative(definition); err != nil {
				return err
			}
		}
		group.Go(func() error {
			path, err := servedAt(definition)
			if err != nil {
				return err
			}
			err = l.Create(groupCtx, schema.GroupVersion{Group: "apiextensions.k8s.io", Version: "v1"},
				"customresourcedefinitions", "CustomResourceDefinition", definition)
			if err != nil {
				return err
			}
			return l.WaitFor(groupCtx, path, http.StatusOK)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return l.installAdmission(ctx, release)
}

// InstallStore adds Calico's own resource definitions to a native lab, as a migration leaves them.
func (l *Lab) InstallStore(ctx context.Context) error {
	store := &Release{Version: l.release.Version}
	for _, definition := range l.release.Definitions {
		if group, _, _ := unstructured.NestedString(definition, "spec", "group"); group == storeGroup.Group {
			store.Definitions = append(store.Definitions, definition)
		}
	}
	return l.installDefinitions(ctx, store, false)
}

// installAdmission installs what a release adds to resource definitions: policies that fill in and refuse.
func (l *Lab) installAdmission(ctx context.Context, release *Release) error {
	for _, policy := range release.admission {
		kind, _ := policy["kind"].(string)
		plural := strings.Replace(strings.ToLower(kind)+"s", "policys", "policies", 1)
		// Some releases name a version that Kubernetes has since left behind.
		version := schema.GroupVersion{Group: "admissionregistration.k8s.io", Version: "v1"}
		if err := l.Create(ctx, version, plural, kind, policy); err != nil {
			return err
		}
	}
	return nil
}

// servedAt is the path under which a definition's objects are served.
func servedAt(definition object) (string, error) {
	content, err := json.Marshal(definition)
	if err != nil {
		return "", err
	}
	var d struct {
		Spec struct {
			Group    string
			Names    struct{ Plural string }
			Versions []struct{ Name string }
		}
	}
	if err := json.Unmarshal(content, &d); err != nil || len(d.Spec.Versions) == 0 {
		return "", fmt.Errorf("a definition without versions: %w", err)
	}
	return "/apis/" + d.Spec.Group + "/" + d.Spec.Versions[0].Name + "/" + d.Spec.Names.Plural, nil
}

// installAggregation registers calico-apiserver. A Service of type ExternalName stands for it, so that no cluster
// network is needed to reach it.
func (l *Lab) installAggregation(ctx context.Context, port int) error {
	bundle, err := os.ReadFile(l.authority.path("ca", "crt"))
	if err != nil {
		return err
	}
	if err := l.CreateNamespace(ctx, calicoNamespace, nil); err != nil {
		return err
	}
	err = l.Create(ctx, schema.GroupVersion{Version: "v1"}, "services", "Service", object{
		"metadata": object{"name": calicoService, "namespace": calicoNamespace},
		"spec":     object{"type": "ExternalName", "externalName": "localhost"},
	})
	if err != nil {
		return err
	}
	return l.Create(ctx, schema.GroupVersion{Group: "apiregistration.k8s.io", Version: "v1"}, "apiservices", "APIService",
		object{
			"metadata": object{"name": publicGroup.Version + "." + publicGroup.Group},
			"spec": object{
				"group": publicGroup.Group, "version": publicGroup.Version,
				"groupPriorityMinimum": int64(1500), "versionPriority": int64(200),
				"caBundle": base64.StdEncoding.EncodeToString(bundle),
				"service":  object{"name": calicoService, "namespace": calicoNamespace, "port": int64(port)},
			},
		})
}
