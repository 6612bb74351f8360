data "calico_ipam_configurations" "all" {}

output "all_ipam_configurations" {
  value = data.calico_ipam_configurations.all.ipam_configurations[*].name
}
