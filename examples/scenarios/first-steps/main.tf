# An IP pool and a network policy. The namespace shop must exist.

# Manual assignment: only pods that request the pool get addresses from the pool.
resource "calico_ippool" "first" {
  name            = "first-steps"
  cidr            = "10.78.0.0/20"
  nat_outgoing    = true
  assignment_mode = "Manual"
}

# The cache accepts traffic only from pods in its namespace, on TCP port 6379.
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
