import {
  to = calico_network_set.payment
  id = "shop/payment"
}
