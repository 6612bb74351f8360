# The database accepts only traffic from the backend on TCP port 5432, and ICMP echo requests (ping).
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
