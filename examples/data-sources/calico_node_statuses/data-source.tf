data "calico_node_statuses" "all" {}

output "reporting_nodes" {
  value = data.calico_node_statuses.all.node_statuses[*].node
}
