package provider_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestStateSurvivesWhatIsNoAbsence reads with a user who may not: an object that cannot be read is not gone.
func TestStateSurvivesWhatIsNoAbsence(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	policy := fmt.Sprintf("resource \"calico_network_policy\" \"test\" {\n  namespace = %q\n  name = \"kept\"\n}\n", space)
	cert, key, err := l.ClientCertificate("reader")
	if err != nil {
		t.Fatal(err)
	}
	powerless := settings + fmt.Sprintf(`provider "calico" {
		host                   = %q
		cluster_ca_certificate = file(%q)
		client_certificate     = file(%q)
		client_key             = file(%q)
	}
	`, l.Config().Host, l.Config().CAFile, cert, key)
	steps(t,
		resource.TestStep{Config: configured(l, policy)},
		resource.TestStep{
			Config:      powerless + policy,
			ExpectError: regexp.MustCompile(`(?s)Unable to read calico_network_policy.*forbidden.*get\s+networkpolicies`),
		},
		resource.TestStep{Config: configured(l, policy), PlanOnly: true},
	)
}

// TestDestroySaysWhatHoldsIt destroys an object that somebody put a finalizer on.
func TestDestroySaysWhatHoldsIt(t *testing.T) {
	t.Parallel()
	inEveryMode(t, destroySaysWhatHoldsIt)
}

func destroySaysWhatHoldsIt(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	api := calico(t, l, "networkpolicies", space)
	config := configured(l, fmt.Sprintf(`
		resource "calico_network_policy" "test" {
		  namespace = %q
		  name      = "held"
		  timeouts  = { delete = "1s" }
		}`, space))
	steps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:   patch(t, api, prefix(l)+"held", `{"metadata": {"finalizers": ["example.org/hold"]}}`),
			Config:      config,
			Destroy:     true,
			ExpectError: regexp.MustCompile(`(?s)Unable to delete calico_network_policy.*example.org/hold.*timeouts.delete`),
		},
		resource.TestStep{
			PreConfig: patch(t, api, prefix(l)+"held", `{"metadata": {"finalizers": null}}`),
			Config:    config, // it is gone by now, so it is made again
		},
	)
}
