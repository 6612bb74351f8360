data "calico_staged_global_network_policies" "all" {}

output "all_staged_global_network_policies" {
  value = data.calico_staged_global_network_policies.all.staged_global_network_policies[*].name
}
