import {
  to = calico_network_policy.database
  identity = {
    namespace = "shop"
    name      = "database"
  }
}
