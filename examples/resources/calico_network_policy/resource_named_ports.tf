# Named ports: http and metrics are names of container ports of the selected pods.
resource "calico_network_policy" "api" {
  namespace = "store-api"
  name      = "api"
  selector  = "app == 'api'"
  types     = ["Ingress"]

  ingress = [
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { namespace_selector = "kubernetes.io/metadata.name == 'store-web'" }
      destination = { ports = ["http", 8443] }
    },
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { namespace_selector = "kubernetes.io/metadata.name == 'monitoring'" }
      destination = { ports = ["metrics"] }
    },
  ]
}
