package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

var kubeControllersConfiguration = attribute.Declare(engine.Kind[*api.KubeControllersConfiguration]{
	Name:   "kube_controllers_configuration",
	Plural: "kube_controllers_configurations",
	Doc: "Settings of calico-kube-controllers and its controllers. " + sharedDoc + " Controllers that were enabled " +
		"before the resource was created stay enabled when it is destroyed.",
	API:    cluster.Resource{Kind: v3.KindKubeControllersConfiguration, Plural: "kubecontrollersconfigurations"},
	New:    api.New[api.KubeControllersConfigurationSpec],
	Fields: kubeControllersConfigurationFields,
	Checks: engine.Checks[*api.KubeControllersConfiguration]{Validate: validateControllers},
	Ownership: engine.Ownership[*api.KubeControllersConfiguration]{
		Shared:    true,
		CreatedBy: "calico-kube-controllers", // creating it without controllers would disable all of them
	},
})

func kubeControllersConfigurationFields(c *api.KubeControllersConfiguration) field.Fields {
	s := &c.Spec
	return append(attribute.DefaultMetadata(&c.ObjectMeta), field.Shared(field.Fields{
		attribute.Severity("log_severity_screen", &s.LogSeverityScreen,
			"Minimum severity of calico-kube-controllers messages logged to stdout. Calico's default is `Info`."),
		attribute.SwitchWord("health_checks", &s.HealthChecks,
			"Enables health checks of the calico-kube-controllers pod. Calico's default is `Enabled`."),
		attribute.Duration("etcd_v3_compaction_period", &s.EtcdV3CompactionPeriod,
			"Interval of etcd compaction, for the etcd datastore only. `0s` disables compaction. Calico's default is `10m`."),
		attribute.Port("prometheus_metrics_port", &s.PrometheusMetricsPort,
			"TCP port of the Prometheus metrics server. `0` disables the server. Calico's default is `9094`."),
		field.OptInt("debug_profile_port", &s.DebugProfilePort,
			"Port that serves memory and CPU profiles. Profiling is disabled if unset.",
			field.Between[int32](0, 65535)),
		field.Group("controllers", &s.Controllers, controllersFields,
			"Controllers of calico-kube-controllers. Setting a controller enables it, even with an empty object `{}`."),
	})...)
}

func controllersFields(c *api.ControllersConfig) field.Fields {
	return field.Fields{
		field.OptGroup("node", &c.Node, nodeControllerFields,
			"Node controller: cleans up after deleted nodes, releases leaked IP addresses and creates automatic host "+
				"endpoints."),
		copier("policy", &c.Policy, func(p *v3.PolicyControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod },
			"Kubernetes network policies to Calico policies"),
		copier("workload_endpoint", &c.WorkloadEndpoint,
			func(p *v3.WorkloadEndpointControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod },
			"labels of pods to Calico workload endpoints"),
		copier("service_account", &c.ServiceAccount,
			func(p *v3.ServiceAccountControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod },
			"service accounts to Calico profiles"),
		copier("namespace", &c.Namespace,
			func(p *v3.NamespaceControllerConfig) **metav1.Duration { return &p.ReconcilerPeriod },
			"namespaces to Calico profiles"),
		field.OptGroup("load_balancer", &c.LoadBalancer, func(p *v3.LoadBalancerControllerConfig) field.Fields {
			return field.Fields{field.String("assign_ips", &p.AssignIPs,
				"Services of type LoadBalancer that get IP addresses from Calico IPAM: all services (`AllServices`), or only "+
					"services that request an address from Calico (`RequestedServicesOnly`). Calico's default is `AllServices`.",
				field.OneOf(v3.AllServices, v3.RequestedServicesOnly))}
		}, "LoadBalancer controller: assigns IP addresses from IP pools to services of type LoadBalancer.").Since("3.30"),
		field.OptGroup("policy_migration", &c.PolicyMigration, func(p *api.PolicyMigration) field.Fields {
			return field.Fields{migrator("enabled", &p.Enabled)}
		}, "Migration of policy names in Calico 3.32. Calico 3.33 has `migration` instead.").Since("3.32").Until("3.33"),
		field.OptGroup("migration", &c.Migration, func(p *api.Migration) field.Fields {
			return field.Fields{migrator("policy_name_migrator", &p.PolicyNameMigrator)}
		}, "Migrations of Calico's objects.").Since("3.33"),
	}
}

func migrator(name string, p *string) field.Field {
	return field.String(name, p, "Enables the renaming of policies that Calico up to 3.31 stored as `default.NAME`. "+
		"Calico's default is `Enabled`.", field.OneOf(attribute.Enabled, attribute.Disabled))
}

// copier declares a controller that copies objects of Kubernetes.
func copier[T any](name string, p **T, period func(*T) **metav1.Duration, what string) field.Field {
	fields := func(c *T) field.Fields { return field.Fields{reconciler(period(c))} }
	return field.OptGroup(name, p, fields, "Controller that syncs "+what+", for the etcd datastore only.")
}

// reconciler declares the interval of a controller's full comparison.
func reconciler(p **metav1.Duration) field.Field {
	return attribute.Duration("reconciler_period", p,
		"Interval of the full reconciliation with Calico's datastore. Calico's default is `5m`.")
}

func nodeControllerFields(n *api.NodeControllerConfig) field.Fields {
	return field.Fields{
		reconciler(&n.ReconcilerPeriod),
		field.String("sync_labels", &n.SyncLabels,
			"Enables copying of labels from Kubernetes nodes to Calico's nodes, for the etcd datastore only. Calico's "+
				"default is `Enabled`.",
			field.OneOf(attribute.Enabled)),
		attribute.Duration("leak_grace_period", &n.LeakGracePeriod,
			"Grace period after which an IP address without a pod counts as leaked and is released. `0s` disables IP "+
				"garbage collection. Calico's default is `15m`."),
		field.OptGroup("host_endpoint", &n.HostEndpoint, autoHostEndpointFields, "Automatic host endpoints for nodes."),
	}
}
