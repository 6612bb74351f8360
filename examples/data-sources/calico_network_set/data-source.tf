data "calico_network_set" "payment" {
  namespace = "shop"
  name      = "payment"
}

output "network_set_nets" {
  value = data.calico_network_set.payment.nets
}
