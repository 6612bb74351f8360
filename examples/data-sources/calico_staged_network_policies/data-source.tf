data "calico_staged_network_policies" "shop" {
  namespace = "shop"
}

output "all_staged_network_policies" {
  value = data.calico_staged_network_policies.shop.staged_network_policies[*].name
}
