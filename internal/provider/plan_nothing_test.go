package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestWhatMeansNothing configures what exports of Calico's UI have: empty strings, and keys that only Calico and kubectl
// write.
func TestWhatMeansNothing(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	first := configured(l, fmt.Sprintf(`
			resource "calico_network_policy" "test" {
			  namespace                = %q
			  name                     = "exported"
			  order                    = 5
			  tier                     = ""
			  selector                 = ""
			  service_account_selector = ""
			  ingress = [{ action = "Allow", protocol = "TCP", source = { selector = "app == 'web'", namespace_selector = "" } }]
			  labels                   = { "projectcalico.org/tier" = "default" }
			  annotations = { team = "blue", "kubectl.kubernetes.io/last-applied-configuration" = "{}" }
			}`, namespace(t, l)))
	second := strings.Replace(first, "= 5", "= 6", 1)
	steps(t,
		resource.TestStep{Config: first},
		resource.TestStep{Config: second, Check: resource.TestCheckResourceAttr(
			"calico_network_policy.test", "annotations.%", "2")},
	)
}
