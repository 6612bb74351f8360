import {
  to = calico_staged_network_policy.frontend
  identity = {
    namespace = "shop"
    name      = "frontend"
  }
}
