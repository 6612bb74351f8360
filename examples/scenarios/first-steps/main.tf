# A first pool and a first policy, for a namespace "shop" that is there.

# Pods of the namespaces that name the pool get their addresses from it; others never do.
resource "calico_ippool" "first" {
  name            = "first-steps"
  cidr            = "10.78.0.0/20"
  nat_outgoing    = true
  assignment_mode = "Manual"
}

# What the policy selects is closed but for what it allows: pods of the shop reach the cache on its port, and nobody else
# reaches it at all.
resource "calico_network_policy" "first" {
  namespace = "shop"
  name      = "first-steps"
  selector  = "app == 'cache'"
  types     = ["Ingress"]
  ingress = [
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { selector = "all()" }
      destination = { ports = [6379] }
    },
  ]
}
