terraform import calico_tier.security security
