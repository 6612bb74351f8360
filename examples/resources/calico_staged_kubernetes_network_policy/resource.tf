# Staged Kubernetes network policy: ingress to the backend only from the frontend, on TCP port 8080.
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
