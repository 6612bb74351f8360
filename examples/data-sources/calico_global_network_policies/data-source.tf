data "calico_global_network_policies" "all" {}

output "all_global_network_policies" {
  value = data.calico_global_network_policies.all.global_network_policies[*].name
}
