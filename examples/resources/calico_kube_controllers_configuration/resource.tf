# Leaked IP addresses are released after a grace period of five minutes. Other settings are not changed.
resource "calico_kube_controllers_configuration" "default" {
  controllers = {
    node = { leak_grace_period = "5m" }
  }
}
