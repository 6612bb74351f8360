# The next version of a policy, tried out beside the one in force.
resource "calico_staged_network_policy" "frontend" {
  namespace = "shop"
  name      = "frontend"
  selector  = "app == 'frontend'"

  ingress = [
    { action = "Allow", protocol = "TCP", destination = { ports = [8443] } },
  ]
}
