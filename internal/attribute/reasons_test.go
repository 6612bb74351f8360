package attribute

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
)

// TestTags checks that every rule of Calico's validator that a user can break is explained, and no other one. Rules with
// a list of values are checked by the attributes, which name the values.
func TestTags(t *testing.T) {
	used := map[string]bool{}
	for _, kind := range []any{
		v3.BGPConfiguration{},
		v3.BGPFilter{},
		v3.BGPPeer{},
		v3.FelixConfiguration{},
		v3.GlobalNetworkSet{},
		v3.HostEndpoint{},
		v3.IPAMConfiguration{},
		v3.IPPool{},
		v3.IPReservation{},
		v3.KubeControllersConfiguration{},
		v3.NetworkSet{},
		v3.StagedGlobalNetworkPolicy{},
		v3.StagedKubernetesNetworkPolicy{},
		v3.Tier{},
	} {
		collectTags(reflect.TypeOf(kind), used, map[reflect.Type]bool{})
	}
	for tag := range used {
		if tags[tag] == "" {
			t.Errorf("nothing explains the rule %s", tag)
		}
	}
	for tag := range tags {
		if !used[tag] {
			t.Errorf("no field has the rule %s", tag)
		}
	}
}

// enumerated are rules with a list of values, and words that are no rules.
const enumerated = " omitempty dive oneof logLevel policyType acceptReturn stagedAction ipIpMode vxlanMode matchOperator " +
	"filterAction dropReject sourceAddress routeSource mustBeNil mustBeFalse iptablesBackend ipVersion dropAcceptReturn " +
	"createDefaultHostEndpoint bpfServiceMode bpfLogLevel assignmentMode assignIPs action "

func collectTags(of reflect.Type, used map[string]bool, seen map[reflect.Type]bool) {
	for slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Slice, reflect.Map}, of.Kind()) {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || seen[of] {
		return
	}
	seen[of] = true
	for part := range of.Fields() {
		for rule := range strings.SplitSeq(part.Tag.Get("validate"), ",") {
			rule, _, _ = strings.Cut(rule, "=")
			if rule != "" && !strings.Contains(enumerated, " "+rule+" ") {
				used[rule] = true
			}
		}
		collectTags(part.Type, used, seen)
	}
}
