import {
  to = calico_staged_kubernetes_network_policy.backend
  identity = {
    namespace = "shop"
    name      = "backend"
  }
}
