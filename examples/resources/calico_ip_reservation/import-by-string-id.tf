import {
  to = calico_ip_reservation.gateways
  id = "gateways"
}
