import {
  to = calico_bgp_peer.rack_a
  identity = {
    name = "rack-a"
  }
}
