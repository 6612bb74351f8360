data "calico_staged_kubernetes_network_policies" "shop" {
  namespace = "shop"
}

output "all_staged_kubernetes_network_policies" {
  value = data.calico_staged_kubernetes_network_policies.shop.staged_kubernetes_network_policies[*].name
}
