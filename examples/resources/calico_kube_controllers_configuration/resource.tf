# Addresses that nobody has are free after five minutes. Other settings stay whose they are.
resource "calico_kube_controllers_configuration" "default" {
  controllers = {
    node = { leak_grace_period = "5m" }
  }
}
