list "calico_ip_reservation" "all" {
  provider = calico
}
