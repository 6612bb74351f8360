package engine

import "github.com/calico-network/terraform-provider-calico/internal/cluster"

// Provider is what practitioners call the provider.
const Provider = "calico"

// typePrefix begins the name of every resource and data source.
const typePrefix = Provider + "_"

// connectionFrom takes the connection out of what the provider hands to its resources. It is nil while Terraform only
// validates, and nothing needs it then.
func connectionFrom(data any) *cluster.Connection {
	connection, _ := data.(*cluster.Connection)
	return connection
}
