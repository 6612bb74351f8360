package attribute

import (
	"errors"
	"fmt"
	"strings"

	calicoerrors "github.com/projectcalico/calico/libcalico-go/lib/errors"
	validator "github.com/projectcalico/calico/libcalico-go/lib/validator/v3"
	"github.com/sirupsen/logrus"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

func init() {
	logrus.SetLevel(logrus.PanicLevel) // the validator logs every value, and Terraform parses each line
}

const aloneReason = "Reason: failed to validate Field: " // begins a message about the rule of a single field

// Validate returns what Calico's own validator finds wrong with an object of any kind.
func Validate[O any](object O) (violations []engine.Violation) {
	defer func() {
		if fault := recover(); fault != nil { // Terraform shows nothing but a crashed provider after a panic
			reason := fmt.Sprintf("Calico's own validator fails on it: %v", fault)
			violations = []engine.Violation{{Field: "object", Reason: reason}}
		}
	}()
	var invalid calicoerrors.ErrorValidation
	if err := validator.Validate(object); !errors.As(err, &invalid) {
		return nil
	}
	violations = make([]engine.Violation, len(invalid.ErroredFields))
	for i, f := range invalid.ErroredFields {
		reason, alone := f.Reason, false
		if rule, ok := strings.CutPrefix(reason, aloneReason); ok {
			alone = true
			_, tag, _ := strings.Cut(strings.TrimSpace(rule), "because of Tag: ")
			reason = explainTag(tag)
		} else if words, ok := reasons[reason]; ok {
			reason = words
		}
		violations[i] = engine.Violation{Field: f.Name, Reason: reason, OwnValue: alone}
	}
	return violations
}

// tags explain the rules that the validator names only by a tag.
var tags = map[string]string{
	"net":      "this is not a network that Calico accepts: write it as CIDR, without host bits, like 10.0.0.0/8",
	"selector": "this is not a Calico selector: write it like app == 'web' && tier in {'a', 'b'}, on one line",
	"name":     "this is not a name: use lower case letters, digits, - and .",
	"portName": "this is not a port: say a number from 1 to 65535, a range like 8000:8010, or the name of a port",
	"unique":   "a value is here twice",
	"gte":      "the number is too small",
	"lte":      "the number is too large",
}

// reasons replace misleading messages of the validator.
var reasons = map[string]string{
	"IPIPMode and VXLANMode cannot be enabled on LoadBalancer IP pool": "a pool cannot use IP-in-IP and VXLAN together",
	"IP Pool with AllowedUse LoadBalancer must have DisableBGPExport set to true": "a pool for load balancers must " +
		"export its routes over BGP",
	"protocol name invalid": "this is not a protocol: say TCP, UDP, ICMP, ICMPv6, SCTP or UDPLite, in just this case, " +
		"or a number from 1 to 255",
	"cannot specify ports with a service selector": "traffic to a service follows the service's own ports: name either " +
		"the service or ports",
	"invalid CIDR": tags["net"],
}

func explainTag(tag string) string {
	if words, ok := tags[tag]; ok {
		return words
	}
	return "Calico does not accept this value (rule " + tag + ")"
}
