list "calico_bgp_peer" "all" {
  provider = calico
}
