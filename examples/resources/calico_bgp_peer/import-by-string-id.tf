import {
  to = calico_bgp_peer.rack_a
  id = "rack-a"
}
