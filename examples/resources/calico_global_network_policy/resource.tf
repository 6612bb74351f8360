# Denies pods outside kube-system access to the metadata service of cloud instances. `Pass` leaves other traffic to
# later tiers.
resource "calico_global_network_policy" "metadata" {
  name               = "security.no-metadata"
  tier               = calico_tier.security.name
  order              = 10
  namespace_selector = "kubernetes.io/metadata.name != 'kube-system'"
  types              = ["Egress"]

  egress = [
    { action = "Deny", destination = { nets = ["169.254.169.254/32"] } },
    { action = "Pass" },
  ]
}
