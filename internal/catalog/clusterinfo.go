package catalog

import (
	"context"
	"maps"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// clusterFacts holds the attributes of the data source [clusterInfo].
type clusterFacts struct {
	mode, api     string
	about         v3.ClusterInformationSpec
	kinds, fields []string
}

var clusterInformations = cluster.Resource{Kind: v3.KindClusterInformation, Plural: "clusterinformations"}

// clusterInfo is the data source of the Calico that a cluster runs. [Categories] sets Read, which needs all kinds.
var clusterInfo = engine.DataSource[clusterFacts]{
	Name: "cluster",
	Doc: "Calico version and API mode of the cluster, and the resources and attributes of this provider that the " +
		"cluster supports.",
	API:    clusterInformations,
	Inputs: func(*clusterFacts) field.Fields { return nil },
	Outputs: func(f *clusterFacts) field.Fields {
		return field.Fields{
			field.String("api_mode", &f.mode,
				"API mode, which tells how the cluster serves Calico's API: `"+calico.Aggregated+
					"` (`projectcalico.org/v3` from Calico's API server), `"+calico.Native+
					"` (`projectcalico.org/v3` from CRDs) or `"+calico.CRD+"` (only the CRDs of `crd.projectcalico.org/v1`)."),
			field.String("api_version", &f.api,
				"API group and version to which the provider writes objects, for example `projectcalico.org/v3`."),
			field.String("calico_version", &f.about.CalicoVersion, "Calico version, for example `v3.31.0`."),
			field.String("variant", &f.about.Variant, "Variant of Calico, for example `Calico`."),
			field.String("cluster_type", &f.about.ClusterType,
				"Cluster type that Calico reports, for example `k8s,operator,bgp`."),
			field.String("cluster_guid", &f.about.ClusterGUID, "GUID that Calico generated for the cluster."),
			field.OptBool("datastore_ready", &f.about.DatastoreReady,
				"Specifies whether Calico's datastore is ready. `false` during datastore migrations."),
			field.Strings("resources", &f.kinds, "Resource types of this provider that the cluster supports."),
			field.Strings("attributes", &f.fields,
				"Attributes that require a minimum Calico version and that the cluster supports, for example "+
					"`calico_ippool.assignment_mode`."),
		}
	},
}

func answerCluster(ctx context.Context, c *cluster.Connection, f *clusterFacts) error {
	api, err := c.API(ctx)
	if err != nil {
		return err
	}
	served := api.Resources
	if served == nil {
		if served, err = c.Resources(ctx, api.Version); err != nil {
			return err
		}
	}
	f.mode, f.api = api.Mode, api.Version.String()
	information := cluster.Client[*v3.ClusterInformation]{
		Connection: c, New: v3.NewClusterInformation, Resource: clusterInformations,
	}
	about, err := information.Get(ctx, cluster.Key{Name: "default"})
	if err != nil {
		return err
	}
	f.about = about.Spec
	for _, kind := range Kinds() {
		name, objects, later := kind.Facts()
		if !objects.GroupVersion.Empty() || !served[api.Dialect.Stored(objects).Plural] {
			continue
		}
		f.kinds = append(f.kinds, name)
		for _, attribute := range slices.Sorted(maps.Keys(later)) {
			if !later[attribute].Lacking(engine.Reached(api)) {
				f.fields = append(f.fields, name+"."+attribute)
			}
		}
	}
	return nil
}
