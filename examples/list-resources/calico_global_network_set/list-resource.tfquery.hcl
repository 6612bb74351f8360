list "calico_global_network_set" "all" {
  provider = calico
}
