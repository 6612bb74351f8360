import {
  to = calico_host_endpoint.edge_1
  id = "edge-1-eth1"
}
