package provider_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestRotation changes a list that count goes over, with Terraform itself: each project has its policies after each
// apply, and nothing is left to do.
func TestRotation(t *testing.T) {
	t.Parallel()
	inEveryMode(t, rotation)
}

func rotation(t *testing.T, l *lab.Lab) {
	base := "rotation-" + string(l.Mode)
	projects := []string{base + "-a", base + "-b", base + "-c"}
	for _, project := range projects {
		if err := l.CreateNamespace(t.Context(), project, nil); err != nil {
			t.Fatal(err)
		}
	}
	a, b, c := projects[0], projects[1], projects[2]
	w := newRunner(t)
	for n, list := range [][]string{{a, b}, {b, a}, {c, b, a}, {a, c, b}, {c, b}, {b}, {a, b, c}, {b, c}} {
		w.write(configured(l, fmt.Sprintf(`
			locals { projects = ["%s"] }
			resource "calico_network_policy" "deny" {
			  count     = length(local.projects)
			  namespace = local.projects[count.index]
			  name      = "default-deny"
			}
			resource "calico_project_isolation" "own" {
			  count   = length(local.projects)
			  project = local.projects[count.index]
			}`, strings.Join(list, `", "`))))
		if n == 0 {
			w.run("successfully initialized", "init")
		}
		w.run("Apply complete", "apply", "-auto-approve")
		w.run("No changes", "plan", "-detailed-exitcode")
		for _, project := range projects {
			for _, name := range []string{"default-deny", "project-isolation"} {
				_, err := calico(t, l, "networkpolicies", project).Get(t.Context(), prefix(l)+name, metav1.GetOptions{})
				if slices.Contains(list, project) != (err == nil) || err != nil && !apierrors.IsNotFound(err) {
					t.Fatalf("%v: %s in %s: %v", list, name, project, err)
				}
			}
		}
	}
	w.run("Destroy complete", "destroy", "-auto-approve")
}

// TestRotationOneByOne does it with one operation at a time: it takes two applies, and nothing is lost.
func TestRotationOneByOne(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Native)
	space := namespace(t, l)
	w := newRunner(t)
	write := func(names ...string) {
		w.write(configured(l, fmt.Sprintf(`
			locals { names = ["%s"] }
			resource "calico_network_policy" "deny" {
			  count     = length(local.names)
			  namespace = %q
			  name      = local.names[count.index]
			}`, strings.Join(names, `", "`), space)))
	}
	write("a", "b", "c")
	w.run("successfully initialized", "init")
	w.run("Apply complete", "apply", "-auto-approve")
	write("b", "c", "a")
	_, _ = w.Run(t.Context(), io.Discard, "apply", "-auto-approve", "-parallelism=1") // the first cannot have its name yet
	policies, err := calico(t, l, "networkpolicies", space).List(t.Context(), metav1.ListOptions{})
	if err != nil || len(policies.Items) != 3 {
		t.Errorf("there are %d policies: %v", len(policies.Items), err)
	}
	w.run("Apply complete", "apply", "-auto-approve", "-parallelism=1")
	w.run("No changes", "plan", "-detailed-exitcode")
	policies, err = calico(t, l, "networkpolicies", space).List(t.Context(), metav1.ListOptions{})
	if err != nil || len(policies.Items) != 3 {
		t.Errorf("there are %d policies: %v", len(policies.Items), err)
	}
	w.run("Destroy complete", "destroy", "-auto-approve")
}
