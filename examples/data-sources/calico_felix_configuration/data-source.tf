data "calico_felix_configuration" "default" {}

output "felix_configuration_wireguard_enabled" {
  value = data.calico_felix_configuration.default.wireguard_enabled
}
