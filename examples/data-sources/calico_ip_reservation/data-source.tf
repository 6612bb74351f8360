data "calico_ip_reservation" "gateways" {
  name = "gateways"
}

output "ip_reservation_reserved_cidrs" {
  value = data.calico_ip_reservation.gateways.reserved_cidrs
}
