data "calico_bgp_configuration" "default" {}

output "bgp_configuration_as_number" {
  value = data.calico_bgp_configuration.default.as_number
}
