# Host endpoint for the external interface of a node. The profile allows all traffic as long as no global network policy
# selects the host endpoint.
resource "calico_host_endpoint" "edge_1" {
  name           = "edge-1-eth1"
  node           = "edge-1"
  interface_name = "eth1"
  expected_ips   = ["192.0.2.17"]
  profiles       = ["projectcalico-default-allow"]
  labels         = { role = "edge" }
}
