terraform import calico_host_endpoint.edge_1 edge-1-eth1
