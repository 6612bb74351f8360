data "calico_node_status" "node_1" {
  name = "node-1"
}

output "sessions_down" {
  value = data.calico_node_status.node_1.bgp.number_not_established_v4
}
