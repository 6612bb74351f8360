# The database of the project shop is reached by its backend only, and pings.
resource "calico_network_policy" "database" {
  namespace = "shop"
  name      = "database"
  selector  = "app == 'database'"
  order     = 100

  ingress = [
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { selector = "app == 'backend'" }
      destination = { ports = [5432] }
    },
    {
      action   = "Allow"
      protocol = "ICMP"
      icmp     = { type = 8 }
    },
    {
      action = "Deny"
    },
  ]
}
