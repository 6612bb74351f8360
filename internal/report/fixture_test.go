package report

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shop are manifests of two namespaces: shop has web, api and db, other has job. Nothing restricts them but deny.
const shop = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
apiVersion: v1
kind: Namespace
metadata: {name: other, labels: {team: b}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {metadata: {labels: {app: api}}, spec: {serviceAccountName: api}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec: {template: {metadata: {labels: {app: db}}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: job, namespace: other}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: job}}}}}}
`

// closed is a policy by which nothing reaches the database.
const closed = `
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec: {selector: app == 'db', types: [Ingress]}
`

// folder writes manifests, and returns where.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i, content := range files {
		name := filepath.Join(dir, string(rune('a'+i))+".yaml")
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// planOf returns a plan of resource changes, each as type, actions, before, after and after_unknown.
func planOf(t *testing.T, changes ...[5]string) string {
	t.Helper()
	var all []map[string]any
	for _, c := range changes {
		name := c[0][strings.LastIndex(c[0], "_")+1:]
		change := map[string]any{"actions": strings.Split(c[1], ",")}
		for i, part := range []string{"before", "after", "after_unknown"} {
			if c[2+i] != "" {
				change[part] = json.RawMessage(c[2+i])
			} else {
				change[part] = nil
			}
		}
		all = append(all, map[string]any{
			"address": c[0] + "." + name, "mode": "managed", "type": c[0], "name": name, "change": change,
		})
	}
	content, err := json.Marshal(map[string]any{
		"format_version": "1.2", "planned_values": map[string]any{}, "resource_changes": all,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// run runs the command, and returns the status and what it printed.
func run(t *testing.T, plan string, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	read := func(context.Context, string, string) (ClusterState, error) { panic("no cluster is read") }
	status = Run(t.Context(), args, strings.NewReader(plan), &o, &e, read)
	return status, o.String(), e.String()
}

// says checks that a text has all parts.
func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("nothing says %q:\n%s", part, text)
		}
	}
}

// silent checks that a text has none of the parts.
func silent(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("the text says %q:\n%s", part, text)
		}
	}
}

// Attributes of policies, as a plan has them.
const (
	dbClosed = `{"name":"db","namespace":"shop","tier":"default","selector":"app == 'db'","types":["Ingress"],
		"ingress":[],"egress":null,"order":null,"labels":null,"annotations":null,"timeouts":null,
		"service_account_selector":null,"performance_hints":null}`
	dbOpen = `{"name":"db","namespace":"shop","tier":"default","selector":"app == 'db'","types":["Ingress"],
		"ingress":[{"action":"Allow","protocol":"TCP","source":{"selector":"app == 'api'"},"destination":{"ports":["5432"]}}]}`
)
