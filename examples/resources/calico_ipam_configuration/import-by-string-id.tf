import {
  to = calico_ipam_configuration.default
  id = "default"
}
