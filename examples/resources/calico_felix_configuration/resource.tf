# Traffic between nodes is encrypted, and metrics are served.
resource "calico_felix_configuration" "default" {
  wireguard_enabled          = true
  prometheus_metrics_enabled = true
}
