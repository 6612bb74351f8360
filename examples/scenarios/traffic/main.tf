# What this opens and shuts in the cluster of the manifests in cluster/ is in README.md and in traffic.svg.
resource "calico_network_policy" "database" {
  namespace = "shop"
  name      = "database"
  selector  = "app == 'database'"
  order     = 100

  ingress = [
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { selector = "app == 'backend'" }
      destination = { ports = [5432] }
    },
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { namespace_selector = "kubernetes.io/metadata.name == 'monitoring'" }
      destination = { ports = [9187] }
    },
    {
      action = "Deny"
    },
  ]
}
