# A Kubernetes network policy, tried out: only the frontend would reach the backend.
resource "calico_staged_kubernetes_network_policy" "backend" {
  namespace    = "shop"
  name         = "backend"
  pod_selector = { match_labels = { app = "backend" } }

  ingress = [
    {
      from  = [{ pod_selector = { match_labels = { app = "frontend" } } }]
      ports = [{ port = "8080" }]
    },
  ]
}
