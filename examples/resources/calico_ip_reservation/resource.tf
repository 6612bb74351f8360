# The first addresses of a network belong to its routers.
resource "calico_ip_reservation" "gateways" {
  name           = "gateways"
  reserved_cidrs = ["10.64.0.0/30", "10.64.128.1/32"]
}
