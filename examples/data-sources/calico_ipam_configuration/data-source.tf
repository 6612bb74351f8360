data "calico_ipam_configuration" "default" {}

output "ipam_configuration_strict_affinity" {
  value = data.calico_ipam_configuration.default.strict_affinity
}
