import {
  to = calico_host_endpoint.edge_1
  identity = {
    name = "edge-1-eth1"
  }
}
