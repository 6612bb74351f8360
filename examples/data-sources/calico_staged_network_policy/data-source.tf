data "calico_staged_network_policy" "frontend" {
  namespace = "shop"
  name      = "frontend"
}

output "staged_network_policy_types" {
  value = data.calico_staged_network_policy.frontend.types
}
