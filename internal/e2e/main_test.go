//go:build e2e

package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/calico-network/terraform-provider-calico/internal/acceptance"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/lab/node"
)

// mode is how the cluster has Calico. Felix reads the same store in both.
var mode = flag.String("mode", string(lab.Aggregated), "aggregated or crd")

// there is the node that all tests share.
var there *node.Node

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	if err := acceptance.Prepare(); err != nil { // with the network that the machine has
		return 1, err
	}
	ctx := context.Background()
	for _, name := range []string{"kubernetes", "calico"} {
		if _, err := lab.Binary(ctx, name, os.Stderr); err != nil {
			return 1, err
		}
	}
	if err := node.Enter(); err != nil {
		return 1, err
	}
	l, err := lab.Start(ctx, lab.Options{Mode: lab.Mode(*mode)})
	if err != nil {
		return 1, err
	}
	defer l.Stop()
	if there, err = node.Start(ctx, l); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// space makes a project with pods that are called like it and a number, each listening on ports 80 and 81.
func space(t *testing.T, name string, labels map[string]any, pods ...string) {
	t.Helper()
	if err := there.CreateNamespace(t.Context(), name, labels); err != nil {
		t.Fatal(err)
	}
	for _, pod := range pods {
		run := node.Pod{Labels: map[string]any{"app": pod}, Listen: []int{80, 81}}
		if _, err := there.Pod(t.Context(), name, pod, run); err != nil {
			t.Fatal(err)
		}
	}
}

// expect fails the test when traffic is not as a table says.
func expect(t *testing.T, table string) {
	t.Helper()
	if err := there.Expect(table); err != nil {
		t.Error(err)
	}
}

// scenario expects one table before and after a configuration, and others while its steps are applied.
func scenario(t *testing.T, without string, steps ...step) {
	t.Helper()
	expect(t, without)
	test := resource.TestCase{ProtoV6ProviderFactories: acceptance.Factories}
	for _, s := range steps {
		test.Steps = append(test.Steps, resource.TestStep{
			PreConfig: s.first, Config: acceptance.Configured(there.Lab, s.config),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: s.plan},
			Check:            func(*terraform.State) error { return there.Expect(s.table) },
		})
	}
	resource.UnitTest(t, test)
	expect(t, without)
}

// step is a configuration, and the traffic that there is once it is applied.
type step struct {
	first  func() // what happens before
	config string
	plan   []plancheck.PlanCheck
	table  string
}
