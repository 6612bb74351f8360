# IPv6 pool of a dual-stack cluster.
resource "calico_ippool" "ipv6" {
  name         = "pods-ipv6"
  cidr         = "fd00:10:64::/64"
  vxlan_mode   = "CrossSubnet"
  nat_outgoing = true
}
