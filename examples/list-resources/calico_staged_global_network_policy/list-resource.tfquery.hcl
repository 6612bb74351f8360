list "calico_staged_global_network_policy" "all" {
  provider = calico
}
