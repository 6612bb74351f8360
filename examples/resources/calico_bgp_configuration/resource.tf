# Nodes peer with route reflectors instead of each other, and advertise the addresses of services.
resource "calico_bgp_configuration" "default" {
  node_to_node_mesh_enabled = false
  as_number                 = 64512

  service_cluster_ips = [{ cidr = "10.96.0.0/12" }]
}
