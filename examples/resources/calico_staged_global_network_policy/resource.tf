# Staged default deny: flow logs show which traffic an enforced policy would deny.
resource "calico_staged_global_network_policy" "lockdown" {
  name               = "lockdown"
  namespace_selector = "kubernetes.io/metadata.name not in {'kube-system', 'calico-system'}"
  types              = ["Ingress", "Egress"]
}
