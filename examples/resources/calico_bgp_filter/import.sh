terraform import calico_bgp_filter.to_rack to-rack
