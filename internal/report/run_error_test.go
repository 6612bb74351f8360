package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
