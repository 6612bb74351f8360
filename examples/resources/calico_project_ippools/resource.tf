# Pools for new pods in the namespace shop. Annotations of a pod take precedence.
resource "calico_project_ippools" "shop" {
  project    = "shop"
  ipv4_pools = ["default-ipv4-ippool"]
}
