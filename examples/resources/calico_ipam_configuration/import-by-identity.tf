import {
  to = calico_ipam_configuration.default
  identity = {
    name = "default"
  }
}
