data "calico_kube_controllers_configurations" "all" {}

output "all_kube_controllers_configurations" {
  value = data.calico_kube_controllers_configurations.all.kube_controllers_configurations[*].name
}
