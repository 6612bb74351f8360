# Staged ingress policy for the frontend: flow logs show its effect before the policy is enforced.
resource "calico_staged_network_policy" "frontend" {
  namespace = "shop"
  name      = "frontend"
  selector  = "app == 'frontend'"

  ingress = [
    { action = "Allow", protocol = "TCP", destination = { ports = [8443] } },
  ]
}
