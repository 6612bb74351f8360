import {
  to = calico_ip_reservation.gateways
  identity = {
    name = "gateways"
  }
}
