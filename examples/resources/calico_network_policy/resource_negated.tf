# Negated matches: egress to all IPv4 addresses except private networks, on all TCP ports except SMTP (25).
resource "calico_network_policy" "crawler" {
  namespace = "store-web"
  name      = "crawler"
  selector  = "app == 'crawler'"
  types     = ["Egress"]

  egress = [
    {
      action   = "Allow"
      protocol = "TCP"
      destination = {
        nets      = ["0.0.0.0/0"]
        not_nets  = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
        not_ports = [25]
      }
    },
    { action = "Allow", destination = { services = { namespace = "kube-system", name = "kube-dns" } } },
  ]
}
