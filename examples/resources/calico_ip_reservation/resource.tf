# Addresses of routers, which Calico IPAM does not assign.
resource "calico_ip_reservation" "gateways" {
  name           = "gateways"
  reserved_cidrs = ["10.64.0.0/30", "10.64.128.1/32"]
}
