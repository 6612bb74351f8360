data "calico_global_network_sets" "all" {}

output "all_global_network_sets" {
  value = data.calico_global_network_sets.all.global_network_sets[*].name
}
