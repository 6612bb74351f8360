# The outer interface of a node, under global network policies. What they do not decide passes.
resource "calico_host_endpoint" "edge_1" {
  name           = "edge-1-eth1"
  node           = "edge-1"
  interface_name = "eth1"
  expected_ips   = ["192.0.2.17"]
  profiles       = ["projectcalico-default-allow"]
  labels         = { role = "edge" }
}
