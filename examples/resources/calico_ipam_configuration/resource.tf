# Strict affinity: nodes do not borrow addresses from IPAM blocks of other nodes. Windows nodes require this setting.
resource "calico_ipam_configuration" "default" {
  strict_affinity = true
}
