# Enables WireGuard encryption between nodes, and Prometheus metrics. Other settings are not changed.
resource "calico_felix_configuration" "default" {
  wireguard_enabled          = true
  prometheus_metrics_enabled = true
}
