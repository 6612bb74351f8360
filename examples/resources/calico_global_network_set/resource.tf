# Networks of the offices. Rules match them with selector = "site == 'office'" and namespace_selector = "global()".
resource "calico_global_network_set" "offices" {
  name   = "offices"
  nets   = ["198.51.100.0/24", "203.0.113.16/28"]
  labels = { site = "office" }
}
