package api

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// FelixConfiguration extends Calico's FelixConfiguration.
type FelixConfiguration = Object[FelixConfigurationSpec]

// FelixConfigurationSpec extends [v3.FelixConfigurationSpec].
type FelixConfigurationSpec struct {
	v3.FelixConfigurationSpec `json:",inline"`

	NodeSelector *string `json:"nodeSelector,omitempty"`

	LogActionRateLimit      *string `json:"logActionRateLimit,omitempty"`
	LogActionRateLimitBurst *int    `json:"logActionRateLimitBurst,omitempty"`

	PrometheusMetricsCAFile     string  `json:"prometheusMetricsCAFile,omitempty"`
	PrometheusMetricsCertFile   string  `json:"prometheusMetricsCertFile,omitempty"`
	PrometheusMetricsKeyFile    string  `json:"prometheusMetricsKeyFile,omitempty"`
	PrometheusMetricsClientAuth *string `json:"prometheusMetricsClientAuth,omitempty"`

	IPv4NormalRoutePriority           *int             `json:"ipv4NormalRoutePriority,omitempty"`
	IPv4ElevatedRoutePriority         *int             `json:"ipv4ElevatedRoutePriority,omitempty"`
	IPv6NormalRoutePriority           *int             `json:"ipv6NormalRoutePriority,omitempty"`
	IPv6ElevatedRoutePriority         *int             `json:"ipv6ElevatedRoutePriority,omitempty"`
	LiveMigrationRouteConvergenceTime *metav1.Duration `json:"liveMigrationRouteConvergenceTime,omitempty"`

	LocalSubnetL2Reachability                *string          `json:"localSubnetL2Reachability,omitempty"`
	LocalSubnetL2ReachabilityRefreshInterval *metav1.Duration `json:"localSubnetL2ReachabilityRefreshInterval,omitempty"`

	IstioAmbientMode *string           `json:"istioAmbientMode,omitempty"`
	IstioDSCPMark    *numorstring.DSCP `json:"istioDSCPMark,omitempty"`

	NftablesFlowTableOffload          *string `json:"nftablesFlowTableOffload,omitempty"`
	NftablesFlowTableDataIfacePattern *string `json:"nftablesFlowTableDataIfacePattern,omitempty"`

	BPFMaglevMaxServices            *int             `json:"bpfMaglevMaxServices,omitempty"`
	BPFMaglevMaxEndpointsPerService *int             `json:"bpfMaglevMaxEndpointsPerService,omitempty"`
	BPFIPFragmentReassemblyEnabled  *bool            `json:"bpfIPFragmentReassemblyEnabled,omitempty"`
	BPFIPFragTimeout                *metav1.Duration `json:"bpfIPFragTimeout,omitempty"`
	BPFOverlayHostSourceIP          *string          `json:"bpfOverlayHostSourceIP,omitempty"`
}

// IPAMConfiguration extends Calico's IPAMConfiguration.
type IPAMConfiguration = Object[IPAMConfigurationSpec]

// IPAMConfigurationSpec extends [v3.IPAMConfigurationSpec].
type IPAMConfigurationSpec struct {
	v3.IPAMConfigurationSpec `json:",inline"`

	AutoAllocateBlocks           *bool   `json:"autoAllocateBlocks,omitempty"`
	KubeVirtVMAddressPersistence *string `json:"kubeVirtVMAddressPersistence,omitempty"`
	IPCooldownSeconds            *int32  `json:"ipCooldownSeconds,omitempty"`
}

// KubeControllersConfiguration extends Calico's KubeControllersConfiguration.
type KubeControllersConfiguration = Object[KubeControllersConfigurationSpec]

// KubeControllersConfigurationSpec extends [v3.KubeControllersConfigurationSpec].
type KubeControllersConfigurationSpec struct {
	v3.KubeControllersConfigurationSpec `json:",inline"`

	Controllers ControllersConfig `json:"controllers"`
}

// ControllersConfig extends [v3.ControllersConfig].
type ControllersConfig struct {
	v3.ControllersConfig `json:",inline"`

	Node            *NodeControllerConfig `json:"node,omitempty"`
	PolicyMigration *PolicyMigration      `json:"policyMigration,omitempty"`
	Migration       *Migration            `json:"migration,omitempty"`
}

// PolicyMigration configures the migration of policy names in Calico 3.32.
type PolicyMigration struct {
	Enabled string `json:"enabled,omitempty"`
}

// Migration configures migrations in Calico 3.33 and later.
type Migration struct {
	PolicyNameMigrator string `json:"policyNameMigrator,omitempty"`
}

// NodeControllerConfig extends [v3.NodeControllerConfig].
type NodeControllerConfig struct {
	v3.NodeControllerConfig `json:",inline"`

	HostEndpoint *AutoHostEndpointConfig `json:"hostEndpoint,omitempty"`
}

// AutoHostEndpointConfig extends [v3.AutoHostEndpointConfig].
type AutoHostEndpointConfig struct {
	v3.AutoHostEndpointConfig `json:",inline"`

	Templates []HostEndpointTemplate `json:"templates,omitempty"`
}

// HostEndpointTemplate extends [v3.Template].
type HostEndpointTemplate struct {
	v3.Template `json:",inline"`

	Annotations map[string]string `json:"annotations,omitempty"`
}
