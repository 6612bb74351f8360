package provider_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestMigrationIsWaitedOut takes a cluster through Calico's own migration: nothing is written before it is complete.
func TestMigrationIsWaitedOut(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Native)
	if err := l.InstallStore(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectError(t, configured(l, somePool),
		"CRDs of both projectcalico.org/v3 and crd.projectcalico.org/v1", "writes nothing")
	setPhase := migrationIn(t, l)
	var all []resource.TestStep
	for _, phase := range []string{"Pending", "Migrating", "WaitingForConflictResolution", "Converged", "Failed"} {
		step := refused(configured(l, somePool), fmt.Sprintf("in phase %q", phase), "until the migration is complete")
		step.PreConfig = func() { setPhase(phase) }
		all = append(all, step)
	}
	complete := resource.TestStep{Config: configured(l, somePool), PreConfig: func() { setPhase("Complete") }}
	steps(t, append(all, complete)...)
}

// migrationIn starts a migration as Calico's controller shows it, and returns how to take it to a phase.
func migrationIn(t *testing.T, l *lab.Lab) (setPhase func(string)) {
	t.Helper()
	group := schema.GroupVersion{Group: "migration.projectcalico.org", Version: "v1"}
	all, err := l.Resource(definitions, "customresourcedefinitions", "")
	if err != nil {
		t.Fatal(err)
	}
	open := map[string]any{"type": "object", "x-kubernetes-preserve-unknown-fields": true}
	_, err = all.Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"metadata": map[string]any{"name": "datastoremigrations." + group.Group},
		"spec": map[string]any{
			"group": group.Group, "scope": "Cluster",
			"names": map[string]any{"kind": "DatastoreMigration", "plural": "datastoremigrations"},
			"versions": []any{map[string]any{
				"name": group.Version, "served": true, "storage": true, "schema": map[string]any{"openAPIV3Schema": open},
			}},
		},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.WaitFor(t.Context(), "/apis/"+group.String()+"/datastoremigrations", http.StatusOK); err != nil {
		t.Fatal(err)
	}
	migrations, err := l.Resource(group, "datastoremigrations", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = migrations.Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": group.String(), "kind": "DatastoreMigration", "metadata": map[string]any{"name": "v1-to-v3"},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return func(phase string) {
		patch(t, migrations, "v1-to-v3", fmt.Sprintf(`{"status": {"phase": %q}}`, phase))()
	}
}

// TestLockedDataIsNotWritten locks Calico's data, as a migration does when it begins.
func TestLockedDataIsNotWritten(t *testing.T) {
	inOwnLabs(t, func(t *testing.T, l *lab.Lab) {
		aboutCalico(t, l, `{"spec": {"datastoreReady": false}}`)
		steps(t,
			refused(configured(l, somePool), "Calico's datastore is locked", "writes nothing"),
			resource.TestStep{
				PreConfig: func() { aboutCalico(t, l, `{"spec": {"datastoreReady": true}}`) },
				Config:    configured(l, somePool),
			},
		)
	}, everyMode...)
}

// aboutCalico changes what Calico says of itself, where it is stored.
func aboutCalico(t *testing.T, l *lab.Lab, patch string) {
	t.Helper()
	group := schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}
	if l.Mode == lab.Native {
		group = schema.GroupVersion{Group: "projectcalico.org", Version: "v3"}
	}
	information, err := l.Resource(group, "clusterinformations", "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = information.Patch(t.Context(), "default", types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
}
