data "calico_staged_kubernetes_network_policy" "backend" {
  namespace = "shop"
  name      = "backend"
}

output "staged_kubernetes_network_policy_policy_types" {
  value = data.calico_staged_kubernetes_network_policy.backend.policy_types
}
