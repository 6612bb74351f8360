package lab

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/discovery"
)

// TestLabFromASnapshot starts a lab with an empty store, then one with the snapshot that the first one saved.
func TestLabFromASnapshot(t *testing.T) {
	t.Parallel()
	programs, err := Options{Mode: CRD}.build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	release, err := describe(t.Context(), programs.definitions)
	if err != nil {
		t.Fatal(err)
	}
	metadata, _ := release.Definitions[0]["metadata"].(object)
	metadata["annotations"] = object{"started": time.Now().String()} // so that there is no snapshot yet
	snapshot, err := snapshotPath(programs.kubernetes, release.Definitions, release.admission)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Remove(snapshot) }()
	fresh := contents(t, release)
	if _, err := os.Stat(snapshot); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(fresh, contents(t, release)); d != "" {
		t.Errorf("from a fresh lab to one from its snapshot:\n%s", d)
	}
}

// TestOwnLabIsAsNew lends a lab that a test has changed to another test, but not one without one of its programs.
func TestOwnLabIsAsNew(t *testing.T) {
	var first, second *Lab
	var fresh []string
	t.Run("first", func(t *testing.T) {
		first = Own(t, CRD)
		fresh = objects(t, first)
		meddle(t, first)
	})
	t.Run("second", func(t *testing.T) {
		if second = Own(t, CRD); second != first {
			t.Fatal("the lab is not lent again")
		}
		if d := cmp.Diff(fresh, objects(t, second)); d != "" {
			t.Errorf("from a new lab to one that is lent again:\n%s", d)
		}
		if err := second.Kill(APIServer); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("third", func(t *testing.T) {
		if Own(t, CRD) == second {
			t.Error("a lab without kube-apiserver is lent")
		}
	})
}

// meddle creates, changes and deletes objects. What it creates cannot be deleted by a request.
func meddle(t *testing.T, l *Lab) {
	t.Helper()
	if err := l.CreateNamespace(t.Context(), "held", nil); err != nil {
		t.Fatal(err)
	}
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", object{"metadata": object{
		"name": "default.held", "namespace": "held", "finalizers": []any{"example.org/held"},
	}})
	deleteObject(t, l, schema.GroupVersion{Version: "v1"}, "namespaces", "held") // waits for a controller
	settings, err := l.Calico("felixconfigurations", "")
	if err != nil {
		t.Fatal(err)
	}
	other := []byte(`{"spec": {"logSeverityScreen": "Debug"}}`)
	if _, err := settings.Patch(t.Context(), "default", types.MergePatchType, other, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	deleteObject(t, l, schema.GroupVersion{Group: "rbac.authorization.k8s.io", Version: "v1"}, "clusterroles", "view")
	extensions := schema.GroupVersion{Group: "apiextensions.k8s.io", Version: "v1"}
	deleteObject(t, l, extensions, "customresourcedefinitions", "bgppeers.crd.projectcalico.org")
	if err := l.InstallKubeSphere(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
}

func deleteObject(t *testing.T, l *Lab, group schema.GroupVersion, plural, name string) {
	t.Helper()
	client, err := l.Resource(group, plural, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
}

// contents starts a lab and returns what it has.
func contents(t *testing.T, release *Release) []string {
	t.Helper()
	l, err := Start(t.Context(), Options{Mode: CRD, Release: release})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Stop()
	return objects(t, l)
}

// objects returns the API resources that a lab serves, and the names and specs of objects.
func objects(t *testing.T, l *Lab) (all []string) {
	t.Helper()
	_, lists, err := discovery.NewDiscoveryClientForConfigOrDie(l.config).ServerGroupsAndResources()
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range lists {
		group, err := schema.ParseGroupVersion(list.GroupVersion)
		if err != nil {
			t.Fatal(err)
		}
		for _, resource := range list.APIResources {
			all = append(all, list.GroupVersion+" "+resource.Name)
			moves := []string{"Event", "ComponentStatus", "Lease"}
			if slices.Contains(resource.Verbs, "list") && !slices.Contains(moves, resource.Kind) {
				all = append(all, objectsOf(t, l, group, resource.Name)...)
			}
		}
	}
	slices.Sort(all)
	return all
}

func objectsOf(t *testing.T, l *Lab, group schema.GroupVersion, plural string) (all []string) {
	t.Helper()
	client, err := l.Resource(group, plural, "")
	if err != nil {
		t.Fatal(err)
	}
	objects, err := client.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects.Items {
		all = append(all, fmt.Sprint(plural, " ", o.GetNamespace(), " ", o.GetName(), " ", o.Object["spec"]))
	}
	return all
}
