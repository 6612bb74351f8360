import {
  to = calico_global_network_set.offices
  id = "offices"
}
