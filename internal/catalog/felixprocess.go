package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixProcessFields returns the attributes about Felix as a process.
func felixProcessFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("feature_detect_override", &s.FeatureDetectOverride,
			"Features of the node to take as there or not, whatever Felix finds, like `ChecksumOffloadBroken=true`, with "+
				"commas between them."),
		field.String("feature_gates", &s.FeatureGates,
			"Features on trial to switch on, like `Name=value`, with commas between them."),
		field.OptInt("go_gc_threshold", &s.GoGCThreshold,
			"By how many percent Felix's memory may grow before it is cleaned up; -1 for never. `40` when not set.",
			field.Between(-1, 1<<31-1)).Since("3.29"),
		field.OptInt("go_max_procs", &s.GoMaxProcs,
			"How many processors Felix uses at once; -1 for as many as the node has.",
			field.Between(-1, 1<<31-1)).Since("3.29"),
		field.OptInt("go_memory_limit_mb", &s.GoMemoryLimitMB,
			"Memory in megabytes that Felix tries not to exceed; -1 for no limit.",
			field.Between(-1, 1<<31-1)).Since("3.29"),
		field.OptBool("health_enabled", &s.HealthEnabled, "Whether Felix answers probes of its health."),
		field.OptString("health_host", &s.HealthHost, "Address that answers probes. `localhost` when not set."),
		attribute.Port("health_port", &s.HealthPort, "Port that answers probes. `9099` when not set."),
		field.List("health_timeout_overrides", &s.HealthTimeoutOverrides, healthTimeoutFields,
			"How long parts of Felix may be silent before it counts as unhealthy."),
		field.OptBool("usage_reporting_enabled", &s.UsageReportingEnabled,
			"Whether Felix reports its version and the size of the cluster to Calico's makers, without names."),
		attribute.Duration("usage_reporting_initial_delay", &s.UsageReportingInitialDelay,
			"How long Felix waits before the first report. `5m` when not set."),
		attribute.Duration("usage_reporting_interval", &s.UsageReportingInterval,
			"How often Felix reports. `24h` when not set."),
	}
}

func healthTimeoutFields(o *v3.HealthTimeoutOverride) field.Fields {
	return field.Fields{
		field.String("name", &o.Name, "Name of the part, as Felix logs it.", field.Required),
		field.Text("timeout", &o.Timeout, attribute.DurationText,
			"How long it may be silent.", field.Required).Note(attribute.DurationNote),
	}
}

func felixLogFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("log_prefix", &s.LogPrefix, "How lines begin that rules with the action `Log` write."),
		field.String("log_file_path", &s.LogFilePath,
			"Path of the log file, `none` for none. `/var/log/calico/felix.log` when not set."),
		attribute.FelixSeverity("log_severity_file", &s.LogSeverityFile,
			"How grave messages in the log file are at least."),
		attribute.FelixSeverity("log_severity_screen", &s.LogSeverityScreen,
			"How grave messages in the pod's log are at least."),
		attribute.FelixSeverity("log_severity_sys", &s.LogSeveritySys,
			"How grave messages in the system log are at least."),
		field.String("log_debug_filename_regex", &s.LogDebugFilenameRegex,
			"Regular expression for the source files whose debug messages are logged."),
	}
}

func felixMetricsFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("prometheus_metrics_enabled", &s.PrometheusMetricsEnabled, "Whether Felix serves metrics."),
		field.String("prometheus_metrics_host", &s.PrometheusMetricsHost, "Address that serves metrics. All when not set."),
		attribute.Port("prometheus_metrics_port", &s.PrometheusMetricsPort,
			"Port that serves metrics. `9091` when not set."),
		field.OptBool("prometheus_go_metrics_enabled", &s.PrometheusGoMetricsEnabled,
			"Whether the metrics tell of the Go runtime."),
		field.OptBool("prometheus_process_metrics_enabled", &s.PrometheusProcessMetricsEnabled,
			"Whether the metrics tell of the process."),
		field.OptBool("prometheus_wireguard_metrics_enabled", &s.PrometheusWireGuardMetricsEnabled,
			"Whether the metrics tell of WireGuard."),
	}
}

func felixDebugFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("debug_memory_profile_path", &s.DebugMemoryProfilePath,
			"Path that Felix writes a memory profile to when it gets SIGUSR1."),
		field.OptBool("debug_disable_log_dropping", &s.DebugDisableLogDropping,
			"Whether Felix waits rather than leaving out messages when it logs too much."),
		attribute.Duration("debug_simulate_calc_graph_hang_after", &s.DebugSimulateCalcGraphHangAfter,
			"After how long Felix plays dead in what it calculates. For tests of probes."),
		attribute.Duration("debug_simulate_dataplane_hang_after", &s.DebugSimulateDataplaneHangAfter,
			"After how long Felix plays dead in what it programs. For tests of probes."),
		attribute.Duration("debug_simulate_dataplane_apply_delay", &s.DebugSimulateDataplaneApplyDelay,
			"How much longer each change of the dataplane takes. For tests."),
		field.OptString("debug_host", &s.DebugHost, "Address that serves profiles. `localhost` when not set."),
		attribute.Port("debug_port", &s.DebugPort, "Port that serves profiles. None when not set."),
	}
}
