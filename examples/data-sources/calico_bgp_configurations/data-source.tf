data "calico_bgp_configurations" "all" {}

output "all_bgp_configurations" {
  value = data.calico_bgp_configurations.all.bgp_configurations[*].name
}
