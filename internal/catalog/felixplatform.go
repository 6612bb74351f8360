package catalog

import (
	"fmt"
	"strconv"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixPlatformFields returns the attributes about AWS, Windows and OpenStack.
func felixPlatformFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("aws_src_dst_check", &s.AWSSrcDstCheck,
			"Setting of the source/destination check of the node's AWS EC2 instance. `Disable` allows pod traffic without "+
				"encapsulation within an AWS subnet. Calico's default is `DoNothing`.",
			field.OneOfAnyCase[v3.AWSSrcDstCheckOption]("DoNothing", "Enable", "Disable")),
		attribute.Switch("windows_manage_firewall_rules", &s.WindowsManageFirewallRules,
			"Specifies whether Felix programs Windows Firewall rules for its own metrics ports. Calico's default is "+
				"`Disabled`."),
		field.String("metadata_addr", &s.MetadataAddr,
			"IP address or domain name of the OpenStack metadata server. `none` disables NAT for the metadata server. "+
				"Calico's default is `127.0.0.1`."),
		attribute.Port("metadata_port", &s.MetadataPort, "Port of the OpenStack metadata server (`metadata_addr`). "+
			"Calico's default is `8775`."),
		field.String("openstack_region", &s.OpenstackRegion, "OpenStack region of the node. Must match "+
			"`openstack_region` in `neutron.conf`."),
		attribute.Duration("reporting_interval", &s.ReportingInterval,
			"Interval at which Felix reports its status to the datastore. `0s` disables the reports, but OpenStack "+
				"needs them. Calico's default is `30s`."),
		attribute.Duration("reporting_ttl", &s.ReportingTTL, "Time to live of Felix's status reports in the "+
			"datastore. Calico's default is `90s`."),
		field.OptBool("endpoint_reporting_enabled", &s.EndpointReportingEnabled,
			"Enables status reports of endpoints to the datastore, for OpenStack. Calico's default is `false`."),
		attribute.Duration("endpoint_reporting_delay", &s.EndpointReportingDelay,
			"Delay before Felix reports the status of an endpoint, for OpenStack. Calico's default is `1s`."),
	}
}

func felixIstioFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		attribute.Switch("istio_ambient_mode", &s.IstioAmbientMode,
			"Specifies whether Felix works together with the ambient mode of Tigera's Istio distribution. Calico's default "+
				"is `Disabled`.").Since("3.32"),
		field.OptText("istio_dscp_mark", &s.IstioDSCPMark, dscpText,
			"DSCP value that marks traffic to Istio's ztunnel, not used by anything else: a number from 0 to 63 or a name "+
				"like `AF11`. Calico's default is `23`.", field.Check(validDSCP)).Since("3.32"),
	}
}

// dscpText converts DSCP values.
var dscpText = field.Spelling[numorstring.DSCP]{
	Read: func(text string) (numorstring.DSCP, error) {
		if number, err := strconv.ParseUint(text, 10, 8); err == nil {
			return numorstring.DSCPFromInt(uint8(number)), nil
		}
		return numorstring.DSCPFromString(text), nil
	},
	Write: numorstring.DSCP.String,
}

func validDSCP(value numorstring.DSCP) error {
	if value.Validate() != nil {
		return fmt.Errorf("%q is not a DSCP value: use a number from 0 to 63 or a name like AF11", value)
	}
	return nil
}

func felixFlowLogFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		attribute.Duration("flow_logs_flush_interval", &s.FlowLogsFlushInterval,
			"Interval at which Felix exports flow logs. Calico's default is `300s`.").Since("3.30"),
		field.OptBool("flow_logs_collector_debug_trace", &s.FlowLogsCollectorDebugTrace,
			"Enables trace logs of the flow log collector. Calico's default is `false`.").Since("3.30"),
		field.OptString("flow_logs_goldmane_server", &s.FlowLogsGoldmaneServer,
			"Address of the Goldmane server that receives flow logs, as `HOST:PORT`. Disabled if unset.").Since("3.30"),
		attribute.Switch("flow_logs_local_reporter", &s.FlowLogsLocalReporter,
			"Specifies whether Felix reports flow logs to a Unix socket on the node. Calico's default is "+
				"`Disabled`.").Since("3.30"),
		field.OptString("flow_logs_policy_evaluation_mode", &s.FlowLogsPolicyEvaluationMode,
			"Specifies whether Felix reevaluates the pending policies in flow logs while a flow is active (`Continuous`) or "+
				"not (`None`). Calico's default is `Continuous`.",
			field.OneOfAnyCase[v3.FlowLogsPolicyEvaluationModeType]("None", "Continuous")).Since("3.30"),
	}
}
