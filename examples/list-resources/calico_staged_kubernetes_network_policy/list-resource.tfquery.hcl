list "calico_staged_kubernetes_network_policy" "all" {
  provider = calico
  config {
    namespace = "shop"
  }
}
