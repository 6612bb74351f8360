import {
  to = calico_staged_global_network_policy.lockdown
  id = "lockdown"
}
