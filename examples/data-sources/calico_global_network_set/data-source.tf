data "calico_global_network_set" "offices" {
  name = "offices"
}

output "global_network_set_nets" {
  value = data.calico_global_network_set.offices.nets
}
