data "calico_project_ippools" "shop" {
  project = "shop"
}

output "pools_of_shop" {
  value = data.calico_project_ippools.shop.ipv4_pools
}
