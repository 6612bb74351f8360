package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixPlatformFields returns the attributes about AWS, Windows and OpenStack.
func felixPlatformFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("aws_src_dst_check", &s.AWSSrcDstCheck,
			"What Felix does about the check of addresses that AWS makes for each machine.",
			field.OneOf[v3.AWSSrcDstCheckOption]("DoNothing", "Enable", "Disable")),
		attribute.Switch("windows_manage_firewall_rules", &s.WindowsManageFirewallRules,
			"Whether Felix opens its ports in the firewall of Windows."),
		field.String("metadata_addr", &s.MetadataAddr,
			"Address that answers machines of OpenStack about themselves, `none` for none."),
		attribute.Port("metadata_port", &s.MetadataPort, "Port of that."),
		field.String("openstack_region", &s.OpenstackRegion, "Region of OpenStack that the node is in."),
		attribute.Duration("reporting_interval", &s.ReportingInterval,
			"How often Felix reports its state; `0s` for never, as Kubernetes needs it. `30s` when not set."),
		attribute.Duration("reporting_ttl", &s.ReportingTTL, "How long such a report holds. `90s` when not set."),
		field.OptBool("endpoint_reporting_enabled", &s.EndpointReportingEnabled,
			"Whether Felix reports the state of endpoints to OpenStack."),
		attribute.Duration("endpoint_reporting_delay", &s.EndpointReportingDelay,
			"How long Felix collects such reports. `1s` when not set."),
	}
}

func felixFlowLogFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		attribute.Duration("flow_logs_flush_interval", &s.FlowLogsFlushInterval,
			"How often flows are reported. `5m` when not set.").Since("3.30"),
		field.OptBool("flow_logs_collector_debug_trace", &s.FlowLogsCollectorDebugTrace,
			"Whether the collection of flows is logged in full.").Since("3.30"),
		field.OptString("flow_logs_goldmane_server", &s.FlowLogsGoldmaneServer,
			"Server of Goldmane that gets flows, as HOST:PORT.").Since("3.30"),
		attribute.Switch("flow_logs_local_reporter", &s.FlowLogsLocalReporter,
			"Whether flows can be had from a socket on the node.").Since("3.30"),
		field.OptString("flow_logs_policy_evaluation_mode", &s.FlowLogsPolicyEvaluationMode,
			"Whether what policies decide about a flow is looked at again as they change.",
			field.OneOf[v3.FlowLogsPolicyEvaluationModeType]("None", "Continuous")).Since("3.30"),
	}
}
