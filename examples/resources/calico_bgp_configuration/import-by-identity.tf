import {
  to = calico_bgp_configuration.default
  identity = {
    name = "default"
  }
}
