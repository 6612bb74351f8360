package report

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestUpdateOpens(t *testing.T) {
	plan := planOf(t, [5]string{"calico_network_policy", "update", dbClosed, dbOpen})
	dir := folder(t, shop, closed)
	status, out, errs := run(t, plan, "-manifests", dir)
	if status != StatusOK || errs != "" {
		t.Errorf("%d: %s", status, errs)
	}
	says(t, out, "the plan opens connections and shuts none", "Opens (1):\n  shop/api -> shop/db: TCP 5432\n",
		"before: the end of tier default on ingress", "ingress rule 0 of NetworkPolicy shop/db in tier default")
	silent(t, out, "Shuts", "Notes", "Not evaluated")
	for failOn, expected := range map[string]int{"opens": StatusFound, "any": StatusFound, "shuts": StatusOK} {
		status, _, errs := run(t, plan, "-manifests", dir, "-fail-on", failOn)
		if status != expected || strings.Contains(errs, "Failed by -fail-on") != (expected != StatusOK) {
			t.Errorf("-fail-on %s ends with %d: %s", failOn, status, errs)
		}
	}
}

// TestPlans applies plans that open or shut, and expects the lines of both lists.
func TestPlans(t *testing.T) {
	denyAll := `{"name":"deny","tier":"default","namespace_selector":"all()","types":["Ingress","Egress"]}`
	set := func(labels, net string) string {
		return `{"name":"office","labels":` + labels + `,"nets":["` + net + `"]}`
	}
	usesSet := strings.Replace(dbOpen, `"selector":"app == 'api'"`, `"selector":"net == 'office'","namespace_selector":"global()"`, 1)
	liveSet := "\n---\napiVersion: projectcalico.org/v3\nkind: GlobalNetworkSet\n" +
		"metadata: {name: office, labels: {net: office}}\nspec: {nets: [192.0.2.0/24]}\n"
	for name, c := range map[string]struct {
		manifests    string
		changes      [][5]string
		opens, shuts []string
	}{
		"nothing": {shop + closed, [][5]string{{"calico_network_policy", "no-op", dbClosed, dbClosed}}, nil, nil},
		"a global denial": {
			shop,
			[][5]string{{"calico_global_network_policy", "create", "", denyAll}},
			nil,
			[]string{"anywhere -> anywhere: all connections"},
		},
		"a deletion": {
			shop + closed,
			[][5]string{{"calico_network_policy", "delete", dbClosed, ""}},
			[]string{"anywhere -> shop/db: all connections"},
			nil,
		},
		"a rename changes nothing": {
			shop + closed,
			[][5]string{{"calico_network_policy", "update", dbClosed, strings.Replace(dbClosed, `"db"`, `"database"`, 1)}},
			nil, nil,
		},
		"a rename to another namespace": {
			shop + closed,
			[][5]string{{"calico_network_policy", "update", dbClosed, strings.Replace(strings.Replace(dbClosed,
				`"shop"`, `"other"`, 1), "app == 'db'", "all()", 1)}},
			[]string{"anywhere -> shop/db: all connections"},
			[]string{"anywhere -> other/job: all connections"},
		},
		"names are exchanged": {
			shop + closed + strings.NewReplacer("name: db", "name: web", "'db'", "'web'").Replace(closed),
			[][5]string{
				{"calico_network_policy", "update", dbClosed, strings.Replace(dbClosed, `"db"`, `"web"`, 1)},
				{
					"calico_network_policy", "update", strings.NewReplacer(`"db"`, `"web"`, "'db'", "'web'").Replace(dbClosed),
					strings.Replace(dbClosed, "'db'", "'web'", 1),
				},
			},
			nil, nil,
		},
		"a replacement": {
			shop + closed,
			[][5]string{{"calico_network_policy", "delete,create", dbClosed, dbOpen}},
			[]string{"shop/api -> shop/db: TCP 5432"},
			nil,
		},
		"a policy that Terraform forgets stays": {
			shop + closed, [][5]string{{"calico_network_policy", "forget", dbClosed, ""}}, nil, nil,
		},
		"the prior state completes manifests": {
			shop,
			[][5]string{{"calico_network_policy", "update", dbClosed, dbOpen}},
			[]string{"shop/api -> shop/db: TCP 5432"},
			nil,
		},
		"labels that others manage stay": {
			shop + strings.Replace(closed, "types: [Ingress]", "types: [Ingress], ingress: [{action: Allow, source: {selector: net == 'office', namespaceSelector: global()}}]", 1) + liveSet,
			[][5]string{{"calico_global_network_set", "update", set(`{"a":"b"}`, "192.0.2.0/24"), set("null", "198.51.100.0/24")}},
			[]string{"GlobalNetworkSet office -> shop/db: all connections"},
			[]string{"192.0.2.0/24 -> shop/db: all connections"},
		},
		"a set and a policy at once": {
			shop + closed, [][5]string{
				{"calico_global_network_set", "create", "", set(`{"net":"office"}`, "192.0.2.0/24")},
				{"calico_network_policy", "update", dbClosed, usesSet},
			}, []string{"GlobalNetworkSet office -> shop/db: TCP 5432"}, nil,
		},
		"a tier and a policy in it": {
			shop, [][5]string{
				{"calico_tier", "create", "", `{"name":"guard","order":10,"default_action":"Pass"}`},
				{"calico_global_network_policy", "create", "", `{"name":"guard.web","tier":"guard","selector":"app == 'web'",
					"types":["Ingress"],"ingress":[{"action":"Deny","protocol":"UDP"}]}`},
			}, nil, []string{"anywhere -> shop/web: UDP"},
		},
		"an isolation": {
			shop,
			[][5]string{{"calico_project_isolation", "create", "", `{"project":"other","enforcement":"calico",
				"allow_ingress":[{"projects":["shop"],"ports":["80"]}],"allow_egress":null,"restrict_egress":false}`}},
			nil,
			[]string{"all pods -> other/job: all connections except TCP 80", "any IPv4 address -> other/job: all connections"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, planOf(t, c.changes...), "-manifests", folder(t, c.manifests), "-format", "json")
			var r jsonReport
			if err := json.Unmarshal([]byte(out), &r); err != nil || status != StatusOK {
				t.Fatalf("%d: %v, %s", status, err, errs)
			}
			if len(r.Undecided) > 0 {
				t.Errorf("undecided: %q", r.Undecided)
			}
			same(t, "opens", r.Opens, c.opens)
			same(t, "shuts", r.Shuts, c.shuts)
		})
	}
}

// TestNamesOfReleases deletes a policy whose manifest has the name that Calico up to 3.31 stores. Later releases have two
// policies.
func TestNamesOfReleases(t *testing.T) {
	plan := planOf(t, [5]string{"calico_network_policy", "delete", dbClosed, ""})
	dir := folder(t, shop, strings.Replace(closed, "name: db", "name: default.db", 1))
	for release, opens := range map[string]bool{"3.31": true, "3.32": false} {
		status, out, errs := run(t, plan, "-manifests", dir, "-release", release)
		if status != StatusOK || strings.Contains(out, "Opens") != opens {
			t.Errorf("%s: %d, %s%s", release, status, out, errs)
		}
	}
}

func same(t *testing.T, what string, changes []jsonChange, expected []string) {
	t.Helper()
	var lines []string
	for _, c := range changes {
		lines = append(lines, c.From+" -> "+c.To+": "+c.Connections)
	}
	if strings.Join(lines, "\n") != strings.Join(expected, "\n") {
		t.Errorf("%s:\n%s\nnot\n%s", what, strings.Join(lines, "\n"), strings.Join(expected, "\n"))
	}
}
