# Pools that only one project uses, for IPv4 and IPv6. The node selector keeps other pods out of the pools.
resource "calico_ippool" "store_ipv4" {
  name          = "store-ipv4"
  cidr          = "10.69.0.0/20"
  node_selector = "!all()"
}

resource "calico_ippool" "store_ipv6" {
  name          = "store-ipv6"
  cidr          = "fd00:10:69::/64"
  node_selector = "!all()"
}

resource "calico_project_ippools" "store_web" {
  project    = "store-web"
  ipv4_pools = [calico_ippool.store_ipv4.name]
  ipv6_pools = [calico_ippool.store_ipv6.name]
}
