//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/lab/node"
)

// guardedDatabase is the traffic that the policy of the example lets through.
const guardedDatabase = `
	                 np/database:5432  np/database:80  np/database:icmp
	np/backend       open              blocked         open
	np/frontend      blocked           blocked         open
	np-other/backend blocked           blocked         open`

const database = `resource "calico_network_policy" "database" {
	namespace = "np"
	name      = "database"
	selector  = "app == 'database'"
	order     = 100
	ingress = [
		{
			action = "Allow", protocol = "TCP"
			source = { selector = "app == 'backend'" }, destination = { ports = [%PORT%] }
		},
		{ action = "Allow", protocol = "ICMP", icmp = { type = 8 } },
		{ action = "Deny" },
	]
}
`

// TestNetworkPolicy applies the policy of the example, by number and by name of the port, and finds and closes the hole
// that somebody else makes.
func TestNetworkPolicy(t *testing.T) {
	t.Parallel()
	space(t, "np", nil, "backend", "frontend")
	space(t, "np-other", nil, "backend")
	run := node.Pod{
		Labels: map[string]any{"app": "database"}, Ports: map[string]int{"postgres": 5432}, Listen: []int{80},
	}
	if _, err := there.Pod(t.Context(), "np", "database", run); err != nil {
		t.Fatal(err)
	}
	named := strings.ReplaceAll(database, "%PORT%", `"postgres"`)
	earlier := named + `resource "calico_network_policy" "earlier" {
		namespace = "np"
		name      = "earlier"
		selector  = "app == 'database'"
		order     = 50
		ingress   = [{ action = "Deny", source = { selector = "app == 'backend'" } }]
	}`
	scenario(t, strings.ReplaceAll(guardedDatabase, "blocked", "open"),
		step{config: strings.ReplaceAll(database, "%PORT%", "5432"), table: guardedDatabase},
		step{config: named, table: guardedDatabase},
		step{config: earlier, table: strings.Replace(guardedDatabase, `np/backend       open              blocked         open`,
			`np/backend       blocked           blocked         blocked`, 1)},
		step{config: named, table: guardedDatabase},
		step{
			first:  func() { openHole(t) },
			config: named, table: guardedDatabase,
			plan: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_network_policy.database", plancheck.ResourceActionUpdate),
			},
		},
	)
}

// openHole lets everybody in, past Terraform, and waits until that is so.
func openHole(t *testing.T) {
	t.Helper()
	api, err := there.Calico("networkpolicies", "np")
	if err != nil {
		t.Fatal(err)
	}
	patch := []byte(`{"spec": {"ingress": [{"action": "Allow"}]}}`)
	if _, err := api.Patch(t.Context(), stored("database"), types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
	expect(t, strings.ReplaceAll(guardedDatabase, "blocked", "open"))
}

// stored is the name under which Calico keeps a policy.
func stored(policy string) string {
	if there.Mode == lab.CRD {
		return "default." + policy
	}
	return policy
}
