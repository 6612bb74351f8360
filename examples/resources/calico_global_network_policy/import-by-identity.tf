import {
  to = calico_global_network_policy.metadata
  identity = {
    name = "security.no-metadata"
  }
}
