list "calico_network_policy" "all" {
  provider = calico
  config {
    namespace = "shop"
  }
}
