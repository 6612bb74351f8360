import {
  to = calico_ippool.rack_a
  identity = {
    name = "rack-a"
  }
}
