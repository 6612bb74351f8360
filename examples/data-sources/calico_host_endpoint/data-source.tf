data "calico_host_endpoint" "edge_1" {
  name = "edge-1-eth1"
}

output "host_endpoint_expected_ips" {
  value = data.calico_host_endpoint.edge_1.expected_ips
}
