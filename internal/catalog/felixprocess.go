package catalog

import (
	"fmt"
	"regexp"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixProcessFields returns the attributes about Felix as a process.
func felixProcessFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("feature_detect_override", &s.FeatureDetectOverride,
			"Overrides of Felix's feature detection, as `KEY=VALUE` pairs separated by commas without spaces, for example "+
				"`ChecksumOffloadBroken=true`."),
		field.String("feature_gates", &s.FeatureGates,
			"Feature gates of Felix for tech preview features, as `KEY=VALUE` pairs separated by commas without spaces."),
		field.OptInt("go_gc_threshold", &s.GoGCThreshold,
			"Garbage collection threshold of the Go runtime (GOGC): percentage by which the heap can grow between "+
				"collections. `-1` disables garbage collection and should be combined with `go_memory_limit_mb`. Calico's "+
				"default is `40`.",
			field.Between(-1, 1<<31-1)).Since("3.29"),
		field.OptInt("go_max_procs", &s.GoMaxProcs,
			"Maximum number of CPUs that Felix uses (GOMAXPROCS). `-1` for the default of the Go runtime, the number of "+
				"CPUs. Calico's default is `-1`.",
			field.Between(-1, 1<<31-1)).Since("3.29"),
		field.OptInt("go_memory_limit_mb", &s.GoMemoryLimitMB,
			"Soft memory limit of the Go runtime (GOMEMLIMIT), in MiB. `-1` for no limit. Calico's default is `-1`.",
			field.Between(-1, 1<<31-1)).Since("3.29"),
		field.OptBool("health_enabled", &s.HealthEnabled, "Enables Felix's health endpoint for liveness and readiness "+
			"probes. Calico's default is `false`."),
		field.OptString("health_host", &s.HealthHost, "Host name or address on which Felix's health endpoint listens. "+
			"Calico's default is `localhost`."),
		attribute.Port("health_port", &s.HealthPort, "TCP port of Felix's health endpoint. Calico's default is `9099`."),
		field.List("health_timeout_overrides", &s.HealthTimeoutOverrides, healthTimeoutFields,
			"Overrides of the watchdog timeouts of Felix's internal components: time without a health report after which a "+
				"component counts as unhealthy."),
		field.OptBool("usage_reporting_enabled", &s.UsageReportingEnabled,
			"Enables anonymous usage reports to projectcalico.org, including the Calico version, the cluster GUID and the "+
				"cluster size. Calico's default is `true`."),
		attribute.Duration("usage_reporting_initial_delay", &s.UsageReportingInitialDelay,
			"Delay before the first usage report. Calico's default is `300s`."),
		attribute.Duration("usage_reporting_interval", &s.UsageReportingInterval,
			"Interval of usage reports. Calico's default is `86400s`."),
	}
}

func healthTimeoutFields(o *v3.HealthTimeoutOverride) field.Fields {
	return field.Fields{
		field.String("name", &o.Name, "Name of the component, as in Felix's logs.", field.Required),
		field.Text("timeout", &o.Timeout, attribute.DurationText,
			"Watchdog timeout of the component.", field.Required, attribute.WholeSeconds).Note(attribute.DurationNote),
	}
}

func felixLogFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("log_prefix", &s.LogPrefix, "Prefix of log lines of rules with the action `Log`. Calico's default "+
			"is `calico-packet`.",
			field.CheckSince("3.32", validLogPrefix)),
		field.OptString("log_action_rate_limit", &s.LogActionRateLimit,
			"Maximum rate of log lines of rules with the action `Log`: a number up to 9999 and a unit, for example "+
				"`10/second`, `100/minute`, `100/hour` or `100/day`. No limit if unset.",
			field.Check(validLogRate)).Since("3.31.4", "3.30.6"),
		field.OptInt("log_action_rate_limit_burst", &s.LogActionRateLimitBurst,
			"Number of log lines that may exceed `log_action_rate_limit` in a burst. Calico's default is `5`.",
			field.Between(0, 9999)).Since("3.31.4", "3.30.6"),
		field.String("log_file_path", &s.LogFilePath,
			"Path of Felix's log file. `none` disables the log file. Calico's default is `/var/log/calico/felix.log`."),
		attribute.FelixSeverity("log_severity_file", &s.LogSeverityFile,
			"Minimum severity logged to the log file. Calico's default is `Info`."),
		attribute.FelixSeverity("log_severity_screen", &s.LogSeverityScreen,
			"Minimum severity logged to stdout. Calico's default is `Info`."),
		attribute.FelixSeverity("log_severity_sys", &s.LogSeveritySys,
			"Minimum severity logged to syslog. Calico's default is `Info`."),
		field.String("log_debug_filename_regex", &s.LogDebugFilenameRegex,
			"Regular expression for the source files whose debug messages are logged. All files if unset."),
	}
}

var (
	logPrefix = regexp.MustCompile(`^[a-zA-Z0-9%: /_-]*$`)
	logRate   = regexp.MustCompile(`^[1-9]\d{0,3}/(second|minute|hour|day)$`)
)

func validLogPrefix(prefix string) error {
	if !logPrefix.MatchString(prefix) {
		return fmt.Errorf("%q has characters other than letters, digits, spaces, %%, :, /, _ and -", prefix)
	}
	return nil
}

func validLogRate(rate string) error {
	if !logRate.MatchString(rate) {
		return fmt.Errorf("%q is not a rate: use a number from 1 to 9999 and a unit, like 10/second", rate)
	}
	return nil
}

func felixMetricsFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("prometheus_metrics_enabled", &s.PrometheusMetricsEnabled, "Enables Felix's Prometheus metrics "+
			"endpoint. Calico's default is `false`."),
		field.String("prometheus_metrics_host", &s.PrometheusMetricsHost, "Host name or address on which the Prometheus "+
			"metrics endpoint listens. All addresses if unset."),
		attribute.Port("prometheus_metrics_port", &s.PrometheusMetricsPort,
			"TCP port of the Prometheus metrics endpoint. Calico's default is `9091`."),
		field.String("prometheus_metrics_ca_file", &s.PrometheusMetricsCAFile, metricsFile+"CA certificate (PEM) with "+
			"which the Prometheus metrics endpoint checks clients.").Since("3.32"),
		field.String("prometheus_metrics_cert_file", &s.PrometheusMetricsCertFile, metricsFile+"TLS certificate (PEM) of "+
			"the Prometheus metrics endpoint. The endpoint uses HTTP if unset.").Since("3.32"),
		field.String("prometheus_metrics_key_file", &s.PrometheusMetricsKeyFile, metricsFile+"private key (PEM) of "+
			"`prometheus_metrics_cert_file`.").Since("3.32"),
		field.OptString("prometheus_metrics_client_auth", &s.PrometheusMetricsClientAuth,
			"Specifies how the Prometheus metrics endpoint authenticates clients with TLS. Calico's default is "+
				"`RequireAndVerifyClientCert` in 3.32, `NoClientCert` in 3.33.",
			field.OneOfAnyCase("RequireAndVerifyClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven",
				"NoClientCert")).Since("3.32"),
		field.OptBool("prometheus_go_metrics_enabled", &s.PrometheusGoMetricsEnabled,
			"Enables Prometheus metrics of the Go runtime. Calico's default is `true`."),
		field.OptBool("prometheus_process_metrics_enabled", &s.PrometheusProcessMetricsEnabled,
			"Enables Prometheus metrics of the Felix process. Calico's default is `true`."),
		field.OptBool("prometheus_wireguard_metrics_enabled", &s.PrometheusWireGuardMetricsEnabled,
			"Enables Prometheus metrics of WireGuard. Calico's default is `true`."),
	}
}

const metricsFile = "Absolute path, in the container of calico-node, of the "

func felixDebugFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("debug_memory_profile_path", &s.DebugMemoryProfilePath,
			"Path of the memory profile that Felix writes when it receives SIGUSR1. Disabled if unset."),
		field.OptBool("debug_disable_log_dropping", &s.DebugDisableLogDropping,
			"Disables the dropping of log messages when Felix logs faster than the output can be written. Calico's default "+
				"is `false`."),
		attribute.Duration("debug_simulate_calc_graph_hang_after", &s.DebugSimulateCalcGraphHangAfter,
			"Time after which Felix simulates a hang of its calculation graph, to test the watchdog. Disabled if unset."),
		attribute.Duration("debug_simulate_dataplane_hang_after", &s.DebugSimulateDataplaneHangAfter,
			"Time after which Felix simulates a hang of its dataplane driver, to test the watchdog. Disabled if unset."),
		attribute.Duration("debug_simulate_dataplane_apply_delay", &s.DebugSimulateDataplaneApplyDelay,
			"Artificial delay of each dataplane update, for tests. None if unset."),
		field.OptString("debug_host", &s.DebugHost, "Host name or address on which Felix's pprof debug endpoint listens, "+
			"if `debug_port` is set. Calico's default is `localhost`."),
		attribute.Port("debug_port", &s.DebugPort, "TCP port of Felix's pprof debug endpoint. Disabled if unset."),
	}
}
