data "calico_network_policy" "database" {
  namespace = "shop"
  name      = "database"
}

output "directions" {
  value = data.calico_network_policy.database.types
}
