package lab

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
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

// contents starts a lab and returns the API resources that it serves and the names of objects.
func contents(t *testing.T, release *Release) (all []string) {
	t.Helper()
	l, err := Start(t.Context(), Options{Mode: CRD, Release: release})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Stop()
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
			if slices.Contains(resource.Verbs, "list") && resource.Kind != "Event" && resource.Kind != "ComponentStatus" {
				all = append(all, names(t, l, group, resource.Name)...)
			}
		}
	}
	slices.Sort(all)
	return all
}

func names(t *testing.T, l *Lab, group schema.GroupVersion, plural string) (all []string) {
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
		all = append(all, plural+" "+o.GetNamespace()+" "+o.GetName())
	}
	return all
}
