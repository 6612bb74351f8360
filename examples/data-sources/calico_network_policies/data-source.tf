data "calico_network_policies" "shop" {
  namespace = "shop"
}

output "policies" {
  value = data.calico_network_policies.shop.network_policies[*].name
}
