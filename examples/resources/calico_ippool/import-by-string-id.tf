import {
  to = calico_ippool.rack_a
  id = "rack-a"
}
