import {
  to = calico_network_policy.database
  id = "shop/database"
}
