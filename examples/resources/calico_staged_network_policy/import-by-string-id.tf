import {
  to = calico_staged_network_policy.frontend
  id = "shop/frontend"
}
