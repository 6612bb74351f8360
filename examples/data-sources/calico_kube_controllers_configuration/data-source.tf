data "calico_kube_controllers_configuration" "default" {}

output "kube_controllers_configuration_controllers" {
  value = data.calico_kube_controllers_configuration.default.controllers
}
