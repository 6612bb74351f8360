data "calico_ip_reservations" "all" {}

output "all_ip_reservations" {
  value = data.calico_ip_reservations.all.ip_reservations[*].name
}
