# Pods of the project shop hear from each other, from the ingress controller on port 8080, and from the office. They
# reach each other, the names of services, and the database.
resource "calico_project_isolation" "shop" {
  project = "shop"

  allow_ingress = [
    { projects = ["ingress-nginx"], ports = [{ port = 8080 }] },
    { cidrs = [{ cidr = "203.0.113.0/24", except = ["203.0.113.128/25"] }] },
  ]
  allow_egress = [
    { services = ["data/postgres"] },
    { cidrs = [{ cidr = "10.9.0.0/24" }], ports = [{ port = 5432 }, { port = "6000:6010" }] },
  ]
}
