data "calico_staged_global_network_policy" "lockdown" {
  name = "lockdown"
}

output "staged_global_network_policy_types" {
  value = data.calico_staged_global_network_policy.lockdown.types
}
