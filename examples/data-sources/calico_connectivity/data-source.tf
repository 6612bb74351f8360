# Everything that may connect to the database: pods, host endpoints, and addresses outside of the cluster.
data "calico_connectivity" "database" {
  to       = { namespace = "shop", selector = "app == 'database'" }
  protocol = "TCP"
  port     = 5432
}

check "only_the_backend_reaches_the_database" {
  assert {
    condition     = alltrue([for c in data.calico_connectivity.database.connections : c.from == "shop/backend"])
    error_message = "The database can be reached:\n\n${data.calico_connectivity.database.markdown}"
  }
}

output "database_is_reached_by" {
  value = data.calico_connectivity.database.connections[*].from
}
