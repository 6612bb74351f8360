package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

var kubeControllersConfiguration = attribute.Declare(engine.Kind[*v3.KubeControllersConfiguration]{
	Name:   "kube_controllers_configuration",
	Plural: "kube_controllers_configurations",
	Doc: "How calico-kube-controllers work, and which of them do. " + sharedDoc + " A controller runs if its object is " +
		"there, even an empty one; destroying the resource leaves the objects that it found.",
	API:    cluster.Resource{Kind: v3.KindKubeControllersConfiguration, Plural: "kubecontrollersconfigurations"},
	New:    v3.NewKubeControllersConfiguration,
	Fields: kubeControllersConfigurationFields,
	Checks: engine.Checks[*v3.KubeControllersConfiguration]{Validate: validateControllers},
	Ownership: engine.Ownership[*v3.KubeControllersConfiguration]{
		Shared:    true,
		CreatedBy: "calico-kube-controllers", // creating it without controllers would disable all of them
	},
})

func kubeControllersConfigurationFields(c *v3.KubeControllersConfiguration) field.Fields {
	s := &c.Spec
	return append(attribute.SettingsMetadata(&c.ObjectMeta), field.Shared(field.Fields{
		attribute.Severity("log_severity_screen", &s.LogSeverityScreen,
			"How grave messages in the pod's log are at least."),
		attribute.SwitchWord("health_checks", &s.HealthChecks, "Whether the pod answers probes of its health."),
		attribute.Duration("etcd_v3_compaction_period", &s.EtcdV3CompactionPeriod,
			"How often etcd is compacted, where Calico keeps its data in an own one; `0s` for never. `10m` when not set."),
		attribute.Port("prometheus_metrics_port", &s.PrometheusMetricsPort,
			"Port that serves metrics; 0 for none. `9094` when not set."),
		field.OptInt("debug_profile_port", &s.DebugProfilePort, "Port that serves profiles. None when not set.",
			field.Between[int32](0, 65535)),
		field.Group("controllers", &s.Controllers, controllersFields, "The controllers, each by its own object."),
	})...)
}

func controllersFields(c *v3.ControllersConfig) field.Fields {
	return field.Fields{
		field.OptGroup("node", &c.Node, nodeControllerFields,
			"Cleans up after nodes that are gone, and addresses that nobody has any more."),
		copier("policy", &c.Policy, func(p *v3.PolicyControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod },
			"Kubernetes network policies"),
		copier("workload_endpoint", &c.WorkloadEndpoint,
			func(p *v3.WorkloadEndpointControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod }, "labels of pods"),
		copier("service_account", &c.ServiceAccount,
			func(p *v3.ServiceAccountControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod }, "service accounts"),
		copier("namespace", &c.Namespace,
			func(p *v3.NamespaceControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod }, "namespaces"),
		field.OptGroup("load_balancer", &c.LoadBalancer, func(p *v3.LoadBalancerControllerConfig) field.Fields {
			return field.Fields{field.String("assign_ips", &p.AssignIPs,
				"Which services of type LoadBalancer get an address.",
				field.OneOf(v3.AllServices, v3.RequestedServicesOnly))}
		}, "Assigns addresses of pools to services.").Since("3.30"),
	}
}

// copier declares a controller that copies objects of Kubernetes.
func copier[T any](name string, p **T, period func(*T) **metav1.Duration, what string) field.Field {
	fields := func(c *T) field.Fields { return field.Fields{reconciler(period(c))} }
	return field.OptGroup(name, p, fields, "Copies "+what+", where Calico keeps its data in etcd.")
}

// reconciler declares the interval of a controller's full comparison.
func reconciler(p **metav1.Duration) field.Field {
	return attribute.Duration("reconciler_period", p, "How often everything is compared. `5m` when not set.")
}

func nodeControllerFields(n *v3.NodeControllerConfig) field.Fields {
	return field.Fields{
		reconciler(&n.ReconcilerPeriod),
		field.String("sync_labels", &n.SyncLabels,
			"Whether labels of nodes are copied. Calico can do without only where it keeps its data in etcd.",
			field.OneOf(attribute.Enabled)),
		attribute.Duration("leak_grace_period", &n.LeakGracePeriod,
			"After how long an address that nobody has is free again; `0s` for never. `15m` when not set."),
		field.OptGroup("host_endpoint", &n.HostEndpoint, autoHostEndpointFields, "Makes host endpoints for nodes."),
	}
}
