package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// pods is an address for a pod.
func podAddress(ip, node, project, name string) lab.Assignment {
	return lab.Assignment{IP: ip, Node: node, Handle: project + "." + name, Attributes: map[string]string{
		"namespace": project, "pod": name, "node": node,
	}}
}

// TestUsageOfPools lets Calico's own IPAM use pools, and compares what we say of them with what it says.
func TestUsageOfPools(t *testing.T) {
	inOwnLabs(t, usageOfPools, lab.Aggregated, lab.CRD) // the release of the lab knows no native definitions
}

func usageOfPools(t *testing.T, l *lab.Lab) {
	pools := configured(l, `
		resource "calico_ippool" "four" {
		  force_destroy = true
		  name       = "four"
		  cidr       = "10.60.0.0/24"
		  block_size = 28
		}
		resource "calico_ippool" "six" {
		  force_destroy = true
		  name = "six"
		  cidr = "fd60::/48"
		}
		resource "calico_ippool" "small" {
		  force_destroy = true
		  name       = "small"
		  cidr       = "10.61.0.0/30"
		  block_size = 31
		}`)
	asked := pools + `
		data "calico_ippools" "all" {
		  depends_on = [calico_ippool.four, calico_ippool.six, calico_ippool.small]
		}
		data "calico_ippool" "four" {
		  name       = "four"
		  depends_on = [calico_ippool.four]
		}`
	use := func() {
		tunnel := lab.Assignment{IP: "10.60.0.1", Node: "n1", Handle: "vxlan-n1", Attributes: map[string]string{
			"type": "vxlanTunnelAddress", "node": "n1",
		}}
		windows := podAddress("10.60.0.36", "w1", "shop", "win")
		windows.Windows = true
		usage, err := l.Manage(t.Context(), lab.Addresses{
			Assign: []lab.Assignment{
				podAddress("10.60.0.0", "n1", "shop", "a"), tunnel, podAddress("10.60.0.2", "n1", "web", "b"),
				podAddress("10.60.0.3", "n2", "web", "borrowed"), // in a block of another node
				podAddress("10.60.0.20", "n3", "web", "orphan"), windows,
				podAddress("fd60::1", "n1", "shop", "six"),
				podAddress("10.61.0.0", "n1", "shop", "s0"), podAddress("10.61.0.1", "n1", "shop", "s1"),
				podAddress("10.61.0.2", "n1", "shop", "s2"), podAddress("10.61.0.3", "n1", "shop", "gone"),
			},
			Release: []string{"shop.gone"},
			Leave:   []string{"n3"},
		})
		if err != nil {
			t.Fatal(err)
		}
		l.MustCreate(t, "ipreservations", "IPReservation", map[string]any{
			"metadata": map[string]any{"name": "kept"},
			"spec":     map[string]any{"reservedCIDRs": []any{"10.60.0.0/30", "10.60.0.128/25", "10.60.0.192/27", "10.61.0.3/32"}},
		})
		// What Calico itself counts must be what the checks below say.
		for _, u := range usage {
			if want := map[string]int{"four": 3, "six": 1, "small": 2}[u.Name]; len(u.Blocks) != want {
				t.Errorf("Calico has %d blocks of %s, not %d", len(u.Blocks), u.Name, want)
			}
			used := 0
			for _, block := range u.Blocks {
				used += block.Capacity - block.Available
			}
			if want := map[string]int{"four": 10, "six": 1, "small": 3}[u.Name]; used != want {
				t.Errorf("Calico counts %d in %s, not %d", used, u.Name, want)
			}
		}
	}
	at := func(pool int, name string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.calico_ippools.all",
			tfjsonpath.New("ippools").AtSliceIndex(pool).AtMapKey("usage").AtMapKey(name), want)
	}
	number := func(text string) knownvalue.Check { return knownvalue.NumberExact(bigNumber(text)) }
	share := func(kind, name string, figures map[string]int64) knownvalue.Check {
		checks := map[string]knownvalue.Check{kind: knownvalue.StringExact(name)}
		for figure, value := range figures {
			checks[figure] = knownvalue.Int64Exact(value)
		}
		return knownvalue.ObjectExact(checks)
	}
	steps(t,
		resource.TestStep{Config: asked, ConfigStateChecks: []statecheck.StateCheck{
			at(0, "capacity", number("256")), at(0, "used", number("0")), at(0, "assigns", knownvalue.Bool(true)),
		}},
		resource.TestStep{PreConfig: use, Config: pools, PlanOnly: true},
		resource.TestStep{Config: asked, ConfigStateChecks: []statecheck.StateCheck{
			at(0, "capacity", number("256")), at(0, "used", number("10")),
			at(0, "reserved", number("128")), at(0, "free", number("118")), // the first four are in use
			at(0, "tunnel_addresses", knownvalue.Int64Exact(1)), at(0, "windows_addresses", knownvalue.Int64Exact(4)),
			at(0, "blocks", knownvalue.Int64Exact(3)),
			at(0, "projects", knownvalue.ListExact([]knownvalue.Check{
				share("project", "shop", map[string]int64{"used": 2}), share("project", "web", map[string]int64{"used": 3}),
			})),
			at(0, "nodes", knownvalue.ListExact([]knownvalue.Check{
				share("node", "n1", map[string]int64{"used": 3, "blocks": 1}),
				share("node", "n2", map[string]int64{"used": 1, "blocks": 0}),
				share("node", "n3", map[string]int64{"used": 1, "blocks": 0}), // it left, and its pod did not
				share("node", "w1", map[string]int64{"used": 1, "blocks": 1}),
			})),
			at(1, "capacity", number("1208925819614629174706176")), at(1, "used", number("1")),
			at(1, "blocks", knownvalue.Int64Exact(1)), at(2, "blocks", knownvalue.Int64Exact(2)),
			at(1, "free", number("1208925819614629174706175")),
			at(2, "used", number("3")), at(2, "free", number("0")), at(2, "assigns", knownvalue.Bool(false)),
			at(2, "obstacle", knownvalue.StringExact("All addresses of the pool are in use or reserved.")),
			statecheck.ExpectKnownValue("data.calico_ippool.four", tfjsonpath.New("usage").AtMapKey("used"), number("10")),
		}},
	)
}

// TestUsageThatNobodyMayKnow asks as a user who may not read blocks, who gets no number, and as one who just may.
func TestUsageThatNobodyMayKnow(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	allow(t, l, "counter", rule("projectcalico.org", "ippools", "", "get", "list"))
	allow(t, l, "accountant", rule("projectcalico.org", "ippools", "", "get", "list"),
		rule("projectcalico.org", "ipreservations", "", "list"), rule("crd.projectcalico.org", "ipamblocks", "", "list"))
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "uncounted"}, "spec": map[string]any{"cidr": "10.62.0.0/24"},
	})
	steps(t, resource.TestStep{
		Config: configured(as(t, l, "accountant"), "data \"calico_ippool\" \"one\" {\n name = \"uncounted\"\n}\n"),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.calico_ippool.one", tfjsonpath.New("usage").AtMapKey("capacity"),
				knownvalue.NumberExact(bigNumber("256"))),
		},
	})
	steps(t, resource.TestStep{
		Config: configured(as(t, l, "counter"), fmt.Sprintf("data \"calico_ippool\" \"one\" {\n name = %q\n}\n", "uncounted")),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.calico_ippool.one", tfjsonpath.New("usage"), knownvalue.Null()),
			statecheck.ExpectKnownValue("data.calico_ippool.one", tfjsonpath.New("block_size"), knownvalue.Int64Exact(26)),
		},
	})
}
