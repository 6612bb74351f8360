data "calico_global_network_policy" "metadata" {
  name = "security.no-metadata"
}

output "global_network_policy_order" {
  value = data.calico_global_network_policy.metadata.order
}
