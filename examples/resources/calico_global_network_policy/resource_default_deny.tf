# Default deny for the pods of all namespaces except those of the system. Only DNS is allowed. The policy has no order,
# so Calico evaluates it after all other policies of the tier, which can allow more traffic.
resource "calico_global_network_policy" "default_deny" {
  name               = "default-deny"
  selector           = "all()"
  namespace_selector = "kubernetes.io/metadata.name not in {'kube-system', 'calico-system', 'calico-apiserver'}"
  types              = ["Ingress", "Egress"]

  egress = [
    {
      action   = "Allow"
      protocol = "UDP"
      destination = {
        namespace_selector = "kubernetes.io/metadata.name == 'kube-system'"
        selector           = "k8s-app == 'kube-dns'"
        ports              = [53]
      }
    },
    {
      action   = "Allow"
      protocol = "TCP"
      destination = {
        namespace_selector = "kubernetes.io/metadata.name == 'kube-system'"
        selector           = "k8s-app == 'kube-dns'"
        ports              = [53]
      }
    },
  ]
}
