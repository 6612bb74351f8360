import {
  to = calico_network_set.payment
  identity = {
    namespace = "shop"
    name      = "payment"
  }
}
