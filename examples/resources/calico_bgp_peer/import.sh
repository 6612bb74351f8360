terraform import calico_bgp_peer.rack_a rack-a
