import {
  to = calico_bgp_filter.to_rack
  identity = {
    name = "to-rack"
  }
}
