list "calico_bgp_configuration" "all" {
  provider = calico
}
