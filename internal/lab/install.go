package lab

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
)

// Namespace and Service of Calico's API server in Calico's own manifests.
const (
	calicoNamespace = "calico-system"
	calicoService   = "calico-api"
)

// API groups of Calico's CRDs and of Calico's public API.
var (
	storeGroup  = schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}
	publicGroup = schema.GroupVersion{Group: "projectcalico.org", Version: "v3"}
)

type object = map[string]any

// CalicoAPI returns the API of Calico that the mode serves to users.
func (l *Lab) CalicoAPI() schema.GroupVersion {
	if l.Mode == CRD {
		return storeGroup
	}
	return publicGroup
}

// waitForCalico waits until the lab serves Calico's API.
func (l *Lab) waitForCalico(ctx context.Context) error {
	if err := l.WaitFor(ctx, "/apis/"+l.CalicoAPI().String()+"/ippools", http.StatusOK); err != nil {
		return err
	}
	return l.waitForAdmission(ctx)
}

// Resource returns a client for objects of any kind. The namespace is empty for cluster-scoped objects.
func (l *Lab) Resource(group schema.GroupVersion, plural, namespace string) (dynamic.ResourceInterface, error) {
	client, err := dynamic.NewForConfig(l.config)
	if err != nil {
		return nil, err
	}
	return client.Resource(group.WithResource(plural)).Namespace(namespace), nil
}

// Calico returns a client for objects of Calico's kinds, in the API that the mode serves.
func (l *Lab) Calico(plural, namespace string) (dynamic.ResourceInterface, error) {
	return l.Resource(l.CalicoAPI(), plural, namespace)
}

// Stored returns a client for objects of Calico's kinds as the mode stores them, past Calico's API server.
func (l *Lab) Stored(plural, namespace string) (dynamic.ResourceInterface, error) {
	if l.Mode == Native {
		return l.Resource(publicGroup, plural, namespace)
	}
	return l.Resource(storeGroup, plural, namespace)
}

// Create creates an object of any kind without the provider.
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

// CreateNamespace creates a namespace.
func (l *Lab) CreateNamespace(ctx context.Context, name string, labels map[string]any) error {
	return l.Create(ctx, schema.GroupVersion{Version: "v1"}, "namespaces", "Namespace",
		object{"metadata": object{"name": name, "labels": labels}})
}

// installDefinitions installs CRDs, and waits until all of them are served.
func (l *Lab) installDefinitions(ctx context.Context, definitions []object) error {
	group, groupCtx := errgroup.WithContext(ctx)
	for _, definition := range definitions {
		group.Go(func() error {
			return l.Create(groupCtx, schema.GroupVersion{Group: "apiextensions.k8s.io", Version: "v1"},
				"customresourcedefinitions", "CustomResourceDefinition", definition)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return l.waitForDefinitions(ctx, definitions)
}

// waitForDefinitions waits until all CRDs are served. kube-apiserver answers lists before it establishes the CRD, which
// its discovery tells.
func (l *Lab) waitForDefinitions(ctx context.Context, definitions []object) error {
	all, err := l.waitForLists(ctx, definitions)
	if err != nil {
		return err
	}
	return l.waitForAPIs(ctx, all.Difference)
}

// waitForLists waits until the objects of all CRDs can be listed, and returns the APIs of the CRDs. kube-apiserver
// refuses the first lists of a kind.
func (l *Lab) waitForLists(ctx context.Context, definitions []object) (sets.Set[string], error) {
	group, groupCtx := errgroup.WithContext(ctx)
	all := sets.New[string]()
	for _, definition := range definitions {
		api, err := servedAs(definition)
		if err != nil {
			return nil, err
		}
		all.Insert(api)
		group.Go(func() error { return l.WaitFor(groupCtx, "/apis/"+api, http.StatusOK) })
	}
	return all, group.Wait()
}

// waitForAPIs waits until no API is wrong: none of those that kube-apiserver serves, and none that it does not serve.
func (l *Lab) waitForAPIs(ctx context.Context, wrong func(now sets.Set[string]) sets.Set[string]) error {
	return poll(ctx, 30*time.Second, func(context.Context) error {
		now, err := l.apis()
		if err != nil {
			return err
		}
		if others := wrong(now); len(others) > 0 {
			return fmt.Errorf("kube-apiserver does not serve the right APIs, for example %v", sets.List(others))
		}
		return nil
	})
}

// poll waits until a check finds nothing wrong. After the time limit, it returns what the last check found.
func poll(ctx context.Context, limit time.Duration, check func(context.Context) error) error {
	var last error
	err := wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, limit, true,
		func(ctx context.Context) (bool, error) {
			last = check(ctx)
			return last == nil, nil
		})
	if err != nil {
		return errors.Join(last, err)
	}
	return nil
}

// InstallStore adds the CRDs of Calico's store to a native lab, as a migration leaves them.
func (l *Lab) InstallStore(ctx context.Context) error {
	var store []object
	for _, definition := range l.release.Definitions {
		if group, _, _ := unstructured.NestedString(definition, "spec", "group"); group == storeGroup.Group {
			store = append(store, runtime.DeepCopyJSON(definition))
		}
	}
	return l.installDefinitions(ctx, store)
}

// installAdmission installs the admission policies of a release, which set defaults and refuse objects.
func (l *Lab) installAdmission(ctx context.Context, release *Release) error {
	for _, policy := range release.admission {
		kind, _ := policy["kind"].(string)
		plural := strings.Replace(strings.ToLower(kind)+"s", "policys", "policies", 1)
		// Some releases name a version that this Kubernetes does not serve.
		version := schema.GroupVersion{Group: "admissionregistration.k8s.io", Version: "v1"}
		if err := l.Create(ctx, version, plural, kind, policy); err != nil {
			return err
		}
	}
	return nil
}

// servedAs returns a CRD's API as [Lab.apis] writes it.
func servedAs(definition object) (string, error) {
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
	return d.Spec.Group + "/" + d.Spec.Versions[0].Name + "/" + d.Spec.Names.Plural, nil
}

// installAggregation registers calico-apiserver through a Service of type ExternalName, which needs no cluster network.
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
