data "calico_network_sets" "shop" {
  namespace = "shop"
}

output "all_network_sets" {
  value = data.calico_network_sets.shop.network_sets[*].name
}
