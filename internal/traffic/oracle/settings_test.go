package oracle

import (
	"reflect"
	"strings"
	"testing"

	"github.com/projectcalico/calico/felix/config"
)

// TestEnumerationsOfFelix expects Felix to read every value of its enumerations in any case, as the attributes of
// calico_felix_configuration have it. It reads all of them from the environment, and some from nowhere else.
func TestEnumerationsOfFelix(t *testing.T) {
	for parameter := range reflect.TypeFor[config.Config]().Fields() {
		list, isEnumeration := strings.CutPrefix(parameter.Tag.Get("config"), "oneof(")
		if !isEnumeration {
			continue
		}
		list, _, _ = strings.Cut(list, ")")
		for option := range strings.SplitSeq(list, ",") {
			value := option
			if strings.EqualFold(option, "none") {
				value = "" // Felix reads none as no value, of any parameter
			}
			for _, spelling := range []string{option, strings.ToLower(option), strings.ToUpper(option)} {
				if got := parse(t, parameter.Name, spelling); !strings.EqualFold(got, value) {
					t.Errorf("Felix reads %s = %q as %q", parameter.Name, spelling, got)
				}
			}
		}
	}
}

// TestFailsafeProtocols expects Felix to read tcp and udp in any case, and to stop for SCTP.
func TestFailsafeProtocols(t *testing.T) {
	for protocol, stops := range map[string]bool{"tcp": false, "TCP": false, "Udp": false, "SCTP": true} {
		_, err := config.New().UpdateFrom(map[string]string{"FailsafeInboundHostPorts": protocol + ":22"}, config.DatastoreGlobal)
		if stops != (err != nil) {
			t.Errorf("with %s, Felix says %v", protocol, err)
		}
	}
}

// parse returns what Felix makes of the value of a parameter.
func parse(t *testing.T, parameter, value string) string {
	t.Helper()
	felix := config.New()
	if _, err := felix.UpdateFrom(map[string]string{parameter: value}, config.EnvironmentVariable); err != nil {
		t.Fatal(err)
	}
	return reflect.ValueOf(felix).Elem().FieldByName(parameter).String()
}
