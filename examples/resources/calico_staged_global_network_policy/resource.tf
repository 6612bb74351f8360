# What a default denial would cut off shows in the flow logs before it does.
resource "calico_staged_global_network_policy" "lockdown" {
  name               = "lockdown"
  namespace_selector = "kubernetes.io/metadata.name not in {'kube-system', 'calico-system'}"
  types              = ["Ingress", "Egress"]
}
