package provider_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// olderReleases have modules, and CALICO_CRDS names a directory with the definitions of laterReleases.
var (
	olderReleases = []string{"v3.28", "v3.30"}
	laterReleases = []string{"v3.32.1", "v3.33"}
)

// releases are the releases that can be had here: those that Go modules hold, and those whose definitions are in the
// directory that CALICO_CRDS names.
func releases(t *testing.T) map[string]lab.Options {
	t.Helper()
	all := map[string]lab.Options{}
	for _, minor := range olderReleases {
		release, err := lab.OlderRelease(t.Context(), minor)
		if err != nil {
			t.Fatal(err)
		}
		all[minor] = lab.Options{Mode: lab.CRD, Release: release}
	}
	dir := os.Getenv("CALICO_CRDS")
	if dir == "" {
		return all
	}
	for _, version := range laterReleases {
		for mode, part := range map[lab.Mode]string{lab.CRD: "-v1", lab.Native: "-native/crd"} {
			release, err := lab.ReleaseFrom(version, filepath.Join(dir, "calico-"+version+part))
			if err != nil {
				t.Fatal(err)
			}
			all[version+"-"+string(mode)] = lab.Options{Mode: mode, Release: release}
		}
	}
	return all
}

// TestReleases takes objects through create, update, drift, import and destroy on every release, and expects what a
// release does not have to be refused at plan time.
func TestReleases(t *testing.T) {
	t.Parallel()
	all := releases(t)
	for _, name := range lab.Sampled(t, slices.Sorted(maps.Keys(all))...) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := lab.Start(t.Context(), all[name])
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(l.Stop)
			if l.Mode == lab.Native && l.Release() >= "v3.33" {
				decide(t, l, 10*time.Millisecond)
			}
			onRelease(t, l, name)
			t.Run("kinds", func(t *testing.T) { testEveryKind(t, l) })
		})
	}
}

func onRelease(t *testing.T, l *lab.Lab, name string) {
	space := namespace(t, l)
	config := func(pool, policy string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_ippool" "test" {
			  name = "one"
			  cidr = "10.30.0.0/16"
			  %s
			}
			resource "calico_network_policy" "test" {
			  namespace = %q
			  name      = "one"
			  labels    = { team = "a" }
			  %s
			}
			resource "calico_project_isolation" "test" {
			  project      = %[2]q
			  allow_egress = [{ projects = ["other"], ports = [443] }]
			}
			resource "calico_workspace_isolation" "test" {
			  workspace     = "blue"
			  allow_ingress = [{ services = ["other/front"] }]
			}`, pool, space, policy))
	}
	stored := "default.one"
	if l.Release() >= "v3.32" {
		stored = "one"
	}
	api := calico(t, l, "networkpolicies", space)
	pools := calico(t, l, "ippools", "")
	ports := `ingress = [{ action = "Allow", protocol = "TCP", destination = { ports = [80, "90:91"] } }]`
	update := func(address string) plancheck.PlanCheck {
		return plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate)
	}
	all := []resource.TestStep{
		{Config: config(``, ``)},
		{Config: config(`nat_outgoing = true`, ports)},
		{
			PreConfig: func() {
				patch(t, api, stored, `{"spec": {"ingress": [{"action": "Allow"}]}}`)()
				patch(t, pools, "one", `{"spec": {"natOutgoing": null}}`)()
			},
			Config: config(`nat_outgoing = true`, ports),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				update("calico_ippool.test"), update("calico_network_policy.test"),
			}},
		},
		{
			ResourceName: "calico_network_policy.test", ImportState: true, ImportStateId: space + "/one",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
		},
		{
			ResourceName: "calico_ippool.test", ImportState: true, ImportStateId: "one",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "name",
		},
	}
	for minor, later := range map[string]map[string]string{
		"v3.28": {`assignment_mode = "Manual"`: "3.30", `tier = "other"`: "3.29", `allowed_uses = ["LoadBalancer"]`: "3.30"},
		"v3.30": {"allowed_uses = [\"Workload\"]\nnamespace_selector = \"has(a)\"": "3.31"},
	} {
		for attributes, since := range later {
			if name != minor {
				continue
			}
			pool, policy := attributes, ``
			if strings.HasPrefix(attributes, "tier") {
				pool, policy = ``, attributes
			}
			all = append(all, resource.TestStep{
				Config: config(pool, policy), PlanOnly: true,
				ExpectError: regexp.MustCompile(`needs\s+Calico\s+` + regexp.QuoteMeta(since)),
			})
		}
	}
	steps(t, all...)
}
