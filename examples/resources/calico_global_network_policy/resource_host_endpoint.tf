# Policy for host endpoints with the label role=edge: only the monitoring network reaches the metrics port of the node.
# `Pass` leaves other traffic to later tiers and to the profiles of the host endpoint.
resource "calico_global_network_policy" "node_metrics" {
  name     = "node-metrics"
  order    = 100
  selector = "role == 'edge'"
  types    = ["Ingress"]

  ingress = [
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { nets = ["198.51.100.64/26"] }
      destination = { ports = [9100] }
    },
    {
      action      = "Deny"
      protocol    = "TCP"
      destination = { ports = [9100] }
    },
    { action = "Pass" },
  ]
}
