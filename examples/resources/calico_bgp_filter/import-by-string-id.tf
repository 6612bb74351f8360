import {
  to = calico_bgp_filter.to_rack
  id = "to-rack"
}
