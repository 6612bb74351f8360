# The payment provider's addresses, for the policies of one project.
resource "calico_network_set" "payment" {
  namespace = "shop"
  name      = "payment"
  nets      = ["192.0.2.128/25"]
  labels    = { partner = "payment" }
}
