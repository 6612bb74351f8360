import {
  to = calico_staged_kubernetes_network_policy.backend
  id = "shop/backend"
}
