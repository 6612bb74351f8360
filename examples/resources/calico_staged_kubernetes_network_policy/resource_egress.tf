# Egress to a network outside the cluster, without one of its subnets, and to the DNS pods of the cluster.
resource "calico_staged_kubernetes_network_policy" "backend_egress" {
  namespace    = "shop"
  name         = "backend-egress"
  pod_selector = { match_labels = { app = "backend" } }
  policy_types = ["Egress"]

  egress = [
    {
      to    = [{ ip_block = { cidr = "10.9.0.0/16", except = ["10.9.1.0/24"] } }]
      ports = [{ port = "5432" }, { port = "6000", end_port = 6010 }]
    },
    {
      to = [
        {
          namespace_selector = { match_labels = { "kubernetes.io/metadata.name" = "kube-system" } }
          pod_selector       = { match_labels = { k8s-app = "kube-dns" } }
        },
      ]
      ports = [{ protocol = "UDP", port = "53" }, { protocol = "TCP", port = "53" }]
    },
  ]
}
