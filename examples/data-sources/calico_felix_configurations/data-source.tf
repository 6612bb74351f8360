data "calico_felix_configurations" "all" {}

output "all_felix_configurations" {
  value = data.calico_felix_configurations.all.felix_configurations[*].name
}
