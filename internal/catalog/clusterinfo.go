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

// clusterInfo is the data source of the Calico that a cluster runs.
var clusterInfo = engine.DataSource[clusterFacts]{
	Name: "cluster",
	Doc: "Which Calico the cluster has, how it serves Calico's API, and which of this provider's resources and " +
		"attributes it can have.",
	API:    clusterInformations,
	Inputs: func(*clusterFacts) field.Fields { return nil },
	Outputs: func(f *clusterFacts) field.Fields {
		return field.Fields{
			field.String("api_mode", &f.mode,
				"How it serves Calico's API: `"+calico.Aggregated+"` by Calico's API server, `"+calico.Native+
					"` by definitions of "+
					"`projectcalico.org`, `"+calico.CRD+"` not at all, so that Calico's own store is used."),
			field.String("api_version", &f.api, "API that objects are written to."),
			field.String("calico_version", &f.about.CalicoVersion, "Release of Calico, as `v3.31.0`."),
			field.String("variant", &f.about.Variant, "Variant of Calico, as `Calico`."),
			field.String("cluster_type", &f.about.ClusterType, "What Calico says of the cluster, as `k8s,operator,bgp`."),
			field.String("cluster_guid", &f.about.ClusterGUID, "What Calico knows the cluster by."),
			field.OptBool("datastore_ready", &f.about.DatastoreReady,
				"Whether Calico's data may be written, which is not so during migrations."),
			field.Strings("resources", &f.kinds, "Resources of this provider whose objects the cluster can have."),
			field.Strings("attributes", &f.fields,
				"Attributes of them that earlier releases of Calico do not have and this one does, as "+
					"`calico_ippool.assignment_mode`."),
		}
	},
	Read: answerCluster,
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
			if engine.HasRelease(api.Release, later[attribute]) {
				f.fields = append(f.fields, name+"."+attribute)
			}
		}
	}
	return nil
}
