list "calico_network_set" "all" {
  provider = calico
  config {
    namespace = "shop"
  }
}
