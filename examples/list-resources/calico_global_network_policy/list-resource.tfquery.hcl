list "calico_global_network_policy" "all" {
  provider = calico
}
