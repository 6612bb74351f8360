# Peering between the nodes in rack a and their top-of-rack switch. Calico reads the BGP password from a Secret.
resource "calico_bgp_peer" "rack_a" {
  name          = "rack-a"
  node_selector = "topology.kubernetes.io/zone == 'rack-a'"
  peer_ip       = "192.0.2.1"
  as_number     = 64601
  filters       = [calico_bgp_filter.to_rack.name]

  password = {
    secret_key_ref = { name = "bgp-passwords", key = "rack-a" }
  }
}
