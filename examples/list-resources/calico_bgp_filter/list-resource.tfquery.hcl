list "calico_bgp_filter" "all" {
  provider = calico
}
