# A workspace of two projects that share an ingress controller and a database outside the cluster. The namespaces
# store-web and store-api carry the label kubesphere.io/workspace=store.

# Both projects hear from each other and from the ingress controller, and so will every project that joins.
resource "calico_workspace_isolation" "store" {
  workspace     = "store"
  allow_ingress = [{ projects = ["ingress-nginx"] }]
}

# The project store-api is closed further: its isolation comes before its workspace's. Only store-web reaches it, on one
# port, and of the outside it reaches the database alone.
resource "calico_project_isolation" "api" {
  project       = "store-api"
  allow_ingress = [{ projects = ["store-web"], ports = [{ port = 9090 }] }]
  allow_egress  = [{ cidrs = [{ cidr = "10.20.30.0/28" }], ports = [{ port = 5432 }] }]
}

# Its pods get addresses that the database's firewall knows.
resource "calico_ippool" "api" {
  name            = "store-api"
  cidr            = "10.77.0.0/20"
  nat_outgoing    = false
  assignment_mode = "Manual"
}

resource "calico_project_ippools" "api" {
  project    = calico_project_isolation.api.project
  ipv4_pools = [calico_ippool.api.name]
}
