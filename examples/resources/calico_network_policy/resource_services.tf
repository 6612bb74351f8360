# Egress to the endpoints of Kubernetes services, on the ports of the services.
resource "calico_network_policy" "web" {
  namespace = "store-web"
  name      = "web"
  selector  = "app == 'web'"
  types     = ["Egress"]

  egress = [
    { action = "Allow", destination = { services = { namespace = "store-api", name = "api" } } },
    { action = "Allow", destination = { services = { namespace = "kube-system", name = "kube-dns" } } },
  ]
}
