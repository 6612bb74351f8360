# Disables the full mesh of BGP peerings between nodes, and advertises the cluster IPs of services.
resource "calico_bgp_configuration" "default" {
  node_to_node_mesh_enabled = false
  as_number                 = 64512

  service_cluster_ips = [{ cidr = "10.96.0.0/12" }]
}
