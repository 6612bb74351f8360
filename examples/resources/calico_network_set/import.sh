terraform import calico_network_set.payment shop/payment
