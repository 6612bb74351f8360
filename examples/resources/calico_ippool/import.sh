terraform import calico_ippool.rack_a rack-a
