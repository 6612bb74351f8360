list "calico_staged_network_policy" "all" {
  provider = calico
  config {
    namespace = "shop"
  }
}
