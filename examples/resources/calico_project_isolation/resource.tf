# Ingress only from the project itself, from the ingress controller on TCP port 8080, and from the office network,
# except for one of its subnets. Egress only to the project itself, to DNS, to a service, and to ports of an external
# network.
resource "calico_project_isolation" "shop" {
  project = "shop"

  allow_ingress = [
    { projects = ["ingress-nginx"], ports = [8080] },
    { cidrs = ["203.0.113.0/24"], except = ["203.0.113.128/25"] },
  ]
  allow_egress = [
    { services = ["data/postgres"] },
    { cidrs = ["10.9.0.0/24"], ports = [5432, "6000:6010"] },
  ]
}
