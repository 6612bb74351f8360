package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/calico-network/terraform-provider-calico/internal/connectivity"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// planWords is a check that always fails, so that its message says what the data source answers.
const planWords = `
check "traffic" {
  data "calico_traffic_changes" "plan" {}
  assert {
    condition = data.calico_traffic_changes.plan.summary == ""
    error_message = jsonencode({
      opens     = [for c in data.calico_traffic_changes.plan.opens : "${c.from} -> ${c.to}: ${c.connections}"]
      shuts     = [for c in data.calico_traffic_changes.plan.shuts : "${c.from} -> ${c.to}: ${c.connections}"]
      undecided = data.calico_traffic_changes.plan.undecided
      notes     = data.calico_traffic_changes.plan.notes
      summary   = data.calico_traffic_changes.plan.summary
    })
  }
}
`

type planAnswer struct {
	Opens, Shuts, Undecided, Notes []string
	Summary                        string
}

const databasePolicy = `
resource "calico_network_policy" "database" {
  namespace = "shop"
  name      = "database"
  order     = 10
  selector  = "app == 'database'"
  ingress = [{
    action = "Allow", protocol = "TCP", source = { selector = "app == 'backend'" }, destination = { ports = [5432] }
  }]
}
`

// guardTier is made by the plan that makes its policy.
const guardTier = `
resource "calico_tier" "guard" {
  name           = "guard"
  order          = 10
  default_action = "Pass"
}
resource "calico_global_network_policy" "guard" {
  tier     = calico_tier.guard.name
  name     = "guard.web"
  selector = "app == 'backend'"
  ingress  = [{ action = "Deny", protocol = "UDP" }]
}
`

const stagedPolicy = `
resource "calico_staged_network_policy" "later" {
  namespace = "shop"
  name      = "later"
}
`

// shopIsolation replaces what databasePolicy decides.
const shopIsolation = `
resource "calico_project_isolation" "shop" {
  project       = "shop"
  enforcement   = "calico"
  allow_ingress = [{ cidrs = ["198.51.100.0/24"] }]
}
`

// TestTrafficChanges asks real Terraform in each plan and each apply what it does, and compares the answers with what
// the cluster allows before and after. Only Terraform itself shows that it reads a data source in a check block after all
// resources and in their process.
func TestTrafficChanges(t *testing.T) {
	t.Parallel()
	inModes(t, trafficChanges, everyMode...)
}

func trafficChanges(t *testing.T, mode lab.Mode) {
	w, l := newShop(t, mode)
	w.write(configured(l, databasePolicy, planWords))
	w.run("successfully initialized", "init")
	a := w.applied(l, "shop/frontend -> shop/database: all connections", "")
	if want := "The plan shuts connections and opens none.\n"; !strings.HasPrefix(a.Summary, want) {
		t.Errorf("the summary is %q", a.Summary)
	}

	w.write(configured(l, databasePolicy, guardTier, stagedPolicy, shopIsolation, planWords))
	a = w.applied(l, "UDP", "shop/database: all connections except TCP 5432")
	if says := `Staged policies change no traffic before they are enforced: calico_staged_network_policy "shop/later".`; !slices.Contains(a.Notes, says) {
		t.Errorf("the notes are %q", a.Notes)
	}

	// The policy gets another name and another rule, the isolation goes, and the name of the policy goes to another one.
	w.write(configured(l, strings.NewReplacer(`"database"`, `"renamed"`, "5432", `"5432:5434"`).Replace(databasePolicy),
		guardTier, stagedPolicy, strings.NewReplacer(`"database" {`, `"frontend" {`,
			"'database'", "'frontend'").Replace(databasePolicy), planWords))
	w.applied(l, "shop/frontend: all connections", "shop/backend: all connections except UDP")

	w.write(configured(l, planWords))
	w.applied(l, "", "all connections")
	if a = w.answer("plan", "-out=tfplan"); a.Summary != "The plan changes no traffic.\n" || len(a.Opens)+len(a.Shuts) > 0 {
		t.Errorf("a plan of nothing says %v", a)
	}

	w.write(configured(l, planWords, `
		resource "calico_network_policy" "open" {
		  namespace = "shop"
		  name      = "open"
		  selector  = terraform_data.selector.output
		}
		resource "terraform_data" "selector" { input = "all()" }`))
	if a = w.answer("plan", "-out=tfplan"); !slices.Equal(a.Undecided, []string{
		`calico_network_policy "shop/open": known only after the apply: selector.`,
	}) || !strings.Contains(a.Summary, "changes no traffic as far as it can be evaluated") {
		t.Errorf("a plan with an unknown selector says %v", a)
	}
}

// applied plans and applies, and expects the plan, the apply and the cluster to say the same changes, with these parts.
func (r runner) applied(l *lab.Lab, shuts, opens string) planAnswer {
	r.t.Helper()
	before := clusterOf(r.t, l)
	planned := r.answer("plan", "-out=tfplan")
	applied := r.answer("apply", "tfplan")
	changes := traffic.Diff(before, clusterOf(r.t, l), math.MaxInt)
	for _, c := range []struct {
		what                   string
		planned, applied, says []string
		part                   string
	}{
		{"shuts", planned.Shuts, applied.Shuts, lines(changes.Shuts), shuts},
		{"opens", planned.Opens, applied.Opens, lines(changes.Opens), opens},
	} {
		slices.Sort(c.planned)
		slices.Sort(c.applied)
		if !slices.Equal(c.planned, c.says) || !slices.Equal(c.applied, c.says) {
			r.t.Errorf("%s: the plan says\n%q\nthe apply\n%q\nand the cluster\n%q", c.what, c.planned, c.applied, c.says)
		}
		if found := strings.Join(c.says, "\n"); !strings.Contains(found, c.part) || (c.part == "") != (found == "") {
			r.t.Errorf("%s: %q instead of %q; the apply says %q", c.what, found, c.part, applied.Summary)
		}
	}
	if len(planned.Undecided)+len(applied.Undecided) > 0 {
		r.t.Errorf("undecided are %q and %q", planned.Undecided, applied.Undecided)
	}
	return planned
}

func lines(changes []traffic.Change) (all []string) {
	for _, c := range changes {
		all = append(all, fmt.Sprintf("%s -> %s: %s", c.From, c.To, c.Conns))
	}
	slices.Sort(all)
	return all
}

func clusterOf(t *testing.T, l *lab.Lab) *traffic.Cluster {
	t.Helper()
	connection, _, err := provider.Connect("test", l.Kubeconfig, "")
	if err != nil {
		t.Fatal(err)
	}
	state, err := connectivity.Read(t.Context(), connection)
	if err != nil {
		t.Fatal(err)
	}
	return traffic.Load(state)
}

// answer runs terraform, and returns what the data source in the check answers.
func (r runner) answer(args ...string) (a planAnswer) {
	r.t.Helper()
	r.run("", args...)
	show := []string{"show", "-json"}
	if args[0] == "plan" {
		show = append(show, "tfplan")
	}
	var out bytes.Buffer
	if code, err := r.Run(r.t.Context(), &out, show...); err != nil || code != 0 {
		r.t.Fatalf("%v: %s", err, &out)
	}
	var shown struct{ Checks []tfjson.CheckResultStatic }
	if err := json.Unmarshal(out.Bytes(), &shown); err != nil {
		r.t.Fatal(err)
	}
	if len(shown.Checks) != 1 || len(shown.Checks[0].Instances) != 1 || len(shown.Checks[0].Instances[0].Problems) != 1 {
		r.t.Fatalf("the checks are %+v", shown.Checks)
	}
	message := shown.Checks[0].Instances[0].Problems[0].Message
	if err := json.Unmarshal([]byte(message), &a); err != nil {
		r.t.Fatalf("%v: %s", err, message)
	}
	return a
}

// TestTrafficGate stops a plan that opens connections by the precondition of an output.
func TestTrafficGate(t *testing.T) {
	t.Parallel()
	w, l := newShop(t, lab.Aggregated)
	gate := page(t, "examples/data-sources/calico_traffic_changes/data-source.tf")
	w.write(configured(l, databasePolicy, gate))
	w.run("successfully initialized", "init")
	w.run("Apply complete", "apply", "-auto-approve")
	w.write(configured(l, strings.Replace(databasePolicy, "5432", `"5432:5434"`, 1), gate))
	var out bytes.Buffer
	if err := w.Expect(t.Context(), &out, 1, "shop/backend -> shop/database: TCP 5433-5434", "plan"); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
}
