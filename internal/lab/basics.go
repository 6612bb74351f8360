package lab

import (
	"context"
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/uuid"
)

// installBasics creates the objects that calico-node, kube-controllers and Calico's API server create when they start.
// In aggregated mode Calico's API server runs and creates its own, without the version.
func (l *Lab) installBasics(ctx context.Context, release *Release) error {
	if err := l.installSettings(ctx); err != nil {
		return err
	}
	if l.Mode == Aggregated {
		information, err := l.Resource(storeGroup, "clusterinformations", "")
		if err != nil {
			return err
		}
		patch := fmt.Sprintf(`{"spec": {"calicoVersion": %q}}`, release.Version)
		_, err = information.Patch(ctx, "default", types.MergePatchType, []byte(patch), metav1.PatchOptions{})
		return err
	}
	api := l.CalicoAPI()
	err := l.Create(ctx, api, "clusterinformations", "ClusterInformation", object{
		"metadata": object{"name": "default"},
		"spec":     object{"calicoVersion": release.Version, "clusterType": "lab", "datastoreReady": true},
	})
	if err != nil {
		return err
	}
	if !release.has("Tier") {
		return nil
	}
	return l.Create(ctx, api, "tiers", "Tier", object{
		"metadata": object{"name": "default"},
		"spec":     object{"order": float64(1000000), "defaultAction": "Deny"},
	})
}

// installSettings creates the settings that Calico's components create when they start.
func (l *Lab) installSettings(ctx context.Context) error {
	err := l.Create(ctx, l.CalicoAPI(), "felixconfigurations", "FelixConfiguration", object{
		"metadata": object{"name": "default"},
		"spec":     object{"bpfLogLevel": "", "logSeverityScreen": "Info", "reportingInterval": "0s"},
	})
	if err != nil {
		return err
	}
	every := object{"reconcilerPeriod": "5m0s"}
	return l.Create(ctx, l.CalicoAPI(), "kubecontrollersconfigurations", "KubeControllersConfiguration", object{
		"metadata": object{"name": "default"},
		"spec": object{
			"logSeverityScreen": "Info", "healthChecks": "Enabled", "etcdV3CompactionPeriod": "10m0s",
			"prometheusMetricsPort": int64(9094),
			"controllers": object{
				"node": object{
					"reconcilerPeriod": "5m0s", "syncLabels": "Enabled", "leakGracePeriod": "15m0s",
					"hostEndpoint": object{"autoCreate": "Disabled"},
				},
				"policy": every, "workloadEndpoint": every, "serviceAccount": every, "namespace": every,
			},
		},
	})
}

// CreateBlockAffinity assigns a block of addresses to a node, as Calico's IPAM does.
func (l *Lab) CreateBlockAffinity(ctx context.Context, node, cidr string) error {
	api := storeGroup
	if l.Mode == Native {
		api = publicGroup
	}
	name := node + "-" + strings.NewReplacer(".", "-", ":", "-", "/", "-").Replace(cidr)
	return l.Create(ctx, api, "blockaffinities", "BlockAffinity", object{
		"metadata": object{"name": name},
		"spec":     object{"cidr": cidr, "node": node, "state": "confirmed", "deleted": "false"},
	})
}

// CreateCopies writes copies of an object into the store, a hundred in a request, where kube-apiserver would take one
// request for each.
func (l *Lab) CreateCopies(ctx context.Context, plural string, of types.NamespacedName, names []string) error {
	all, err := l.records(ctx)
	if err != nil {
		return err
	}
	for key, value := range all {
		if strings.HasSuffix(key, "/"+plural+"/"+of.String()) {
			changes, err := copies(strings.TrimSuffix(key, of.Name), value, names)
			if err != nil {
				return err
			}
			return l.write(ctx, changes)
		}
	}
	return fmt.Errorf("the store has no %s %s", plural, of)
}

// copies returns what writes copies of a stored object.
func copies(path string, stored []byte, names []string) (all []change, err error) {
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(stored); err != nil {
		return nil, err
	}
	for _, name := range names {
		object.SetName(name)
		object.SetUID(uuid.NewUUID())
		content, err := object.MarshalJSON()
		if err != nil {
			return nil, err
		}
		all = append(all, change{Put: &record{Key: []byte(path + name), Value: content}})
	}
	return all, nil
}
