import {
  to = calico_global_network_policy.metadata
  id = "security.no-metadata"
}
