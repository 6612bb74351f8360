# New pods of the project get their addresses from these pools, unless they name others themselves.
resource "calico_project_ippools" "shop" {
  project    = "shop"
  ipv4_pools = ["default-ipv4-ippool"]
}
