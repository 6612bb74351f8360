# Networks of the payment provider, for policies in the namespace shop.
resource "calico_network_set" "payment" {
  namespace = "shop"
  name      = "payment"
  nets      = ["192.0.2.128/25"]
  labels    = { partner = "payment" }
}
