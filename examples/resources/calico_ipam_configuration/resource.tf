# Nodes do not take addresses from each other's blocks, as Windows nodes need it.
resource "calico_ipam_configuration" "default" {
  strict_affinity = true
}
