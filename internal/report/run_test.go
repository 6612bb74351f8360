package report

import (
	"encoding/json"
	"os"
	"path/filepath"
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

// TestUndecided checks that what is not known or not evaluated is said, and does not pass a gate.
func TestUndecided(t *testing.T) {
	unknownNet := strings.Replace(dbOpen, `"selector":"app == 'api'"`, `"nets":[null]`, 1)
	manifest := `{"manifest":{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy"}}`
	for name, c := range map[string]struct {
		change [5]string
		says   string
	}{
		"a network of a rule": {
			[5]string{"calico_network_policy", "update", dbClosed, unknownNet, `{"ingress":[{"source":{"nets":[true]}}]}`},
			"calico_network_policy.policy: known only after the apply: ingress[0].source.nets[0].",
		},
		"a name": {
			[5]string{"calico_network_policy", "create", "", `{"namespace":"shop"}`, `{"name":true,"ingress":true}`},
			"known only after the apply: ingress, name.",
		},
		"who enforces an isolation": {
			[5]string{"calico_project_isolation", "create", "", `{"project":"shop"}`, `{"enforcement":true,"policy":true}`},
			"calico_project_isolation.isolation: known only after the apply: enforcement.",
		},
		"KubeSphere": {
			[5]string{"calico_project_isolation", "create", "", `{"project":"shop","enforcement":"kubesphere"}`},
			"KubeSphere enforces the isolation",
		},
		"a policy of another provider": {
			[5]string{"kubernetes_network_policy_v1", "create", "", `{}`}, "policies of this resource are not evaluated",
		},
		"a manifest": {[5]string{"kubernetes_manifest", "create", "", manifest}, "changes of a NetworkPolicy by this resource"},
		"a manifest as YAML": {
			[5]string{"kubectl_manifest", "delete", `{"yaml_body":"apiVersion: crd.projectcalico.org/v1\nkind: Tier\n"}`, ""},
			"changes of a Tier by this resource",
		},
		"labels of a namespace": {[5]string{"kubernetes_namespace", "update", `{}`, `{}`}, "changes of labels"},
	} {
		t.Run(name, func(t *testing.T) {
			plan := planOf(t, c.change)
			dir := folder(t, shop, closed)
			status, out, errs := run(t, plan, "-manifests", dir, "-fail-on", "opens")
			if status != StatusUndecided {
				t.Errorf("the gate ends with %d", status)
			}
			says(t, out, "Not evaluated, so not in the result:\n", c.says)
			says(t, errs, "1 change is not evaluated")
			if status, _, _ := run(t, plan, "-manifests", dir); status != StatusOK {
				t.Errorf("without a gate, the status is %d", status)
			}
		})
	}
}

// TestIndifferent plans resources that decide about no traffic.
func TestIndifferent(t *testing.T) {
	plan := planOf(t,
		[5]string{"calico_ippool", "create", "", `{"name":"p","cidr":"10.0.0.0/16"}`},
		[5]string{"kubernetes_namespace", "create", "", `{}`},
		[5]string{"kubernetes_manifest", "create", "", `{"manifest":{"apiVersion":"v1","kind":"ConfigMap"}}`},
		[5]string{"calico_felix_configuration", "update", `{"log_file_path":"a"}`, `{"log_file_path":"b"}`},
		[5]string{"calico_staged_network_policy", "create", "", strings.Replace(dbClosed, "{", `{"staged_action":"Set",`, 1)},
		[5]string{"calico_felix_configuration", "update", `{"bpf_enabled":true}`, `{"bpf_enabled":null,"chain_insert_mode":"Append"}`})
	status, out, _ := run(t, plan, "-manifests", folder(t, shop), "-fail-on", "any")
	if status != StatusOK {
		t.Errorf("the status is %d", status)
	}
	says(t, out, "the plan changes no traffic", "what changes of bpf_enabled, chain_insert_mode do to traffic is not evaluated",
		"Staged policies change no traffic before they are enforced: calico_staged_network_policy.policy.")
	silent(t, out, "log_file_path", "ippool")
}

// TestErrors checks what is no report, and no finding either.
func TestErrors(t *testing.T) {
	plan := planOf(t)
	notPlan := filepath.Join(t.TempDir(), "none")
	for name, c := range map[string]struct {
		plan string
		args []string
		says string
	}{
		"no plan":                   {"", []string{"-manifests", folder(t, shop)}, "the plan is empty"},
		"a plan file":               {"PK\x03\x04", nil, "terraform show -json"},
		"a state":                   {`{"format_version":"1.0","values":{}}`, nil, "a state, and no plan"},
		"a later format":            {`{"format_version":"2.0"}`, nil, `format version of the plan is "2.0"`},
		"a failed plan":             {`{"format_version":"1.2","planned_values":{},"errored":true}`, nil, "terraform plan failed"},
		"no such file":              {"", []string{notPlan}, "the plan cannot be read"},
		"a format":                  {plan, []string{"-format", "html"}, "text, markdown, json, svg"},
		"a gate":                    {plan, []string{"-fail-on", "all"}, "opens, shuts or any"},
		"a flag after the file":     {plan, []string{"-", "-fail-on", "any"}, "flags come before"},
		"cluster and manifests":     {plan, []string{"-manifests", ".", "-context", "a"}, "takes no cluster"},
		"no manifests":              {plan, []string{"-manifests", t.TempDir()}, "has no manifests"},
		"no folder":                 {plan, []string{"-manifests", notPlan}, "cannot be read"},
		"values of a chart":         {plan, []string{"-manifests", folder(t, "replicas: 1")}, "this is no manifest"},
		"an object twice":           {plan, []string{"-manifests", folder(t, shop, closed, closed)}, "is also in"},
		"a field with another name": {plan, []string{"-manifests", folder(t, strings.Replace(closed, "selector", "selectr", 1))}, `document 2: NetworkPolicy db: unknown field "spec.selectr"`},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, c.plan, c.args...)
			if status != StatusError || out != "" {
				t.Errorf("the status is %d: %s", status, out)
			}
			says(t, errs, "Error: ", c.says)
		})
	}
}

func TestPlanFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(path, []byte(planOf(t)), 0o644); err != nil {
		t.Fatal(err)
	}
	status, out, errs := run(t, "", "-manifests", folder(t, shop), path)
	if status != StatusOK {
		t.Errorf("%d: %s", status, errs)
	}
	says(t, out, "the plan changes no traffic")
}
