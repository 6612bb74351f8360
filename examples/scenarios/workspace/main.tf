# A workspace with two projects, an ingress controller, and a database outside the cluster. The namespaces store-web and
# store-api must exist and have the label kubesphere.io/workspace=store.

# All projects of the workspace, including projects that are added later, accept traffic only from projects of the
# workspace and from the ingress controller.
resource "calico_workspace_isolation" "store" {
  workspace     = "store"
  allow_ingress = [{ projects = ["ingress-nginx"] }]
}

# The isolation of a project takes precedence over the isolation of its workspace. The project store-api accepts traffic
# only from its own pods, and from store-web on TCP port 9090. Egress is restricted to its own pods, DNS and the
# database.
resource "calico_project_isolation" "api" {
  project       = "store-api"
  allow_ingress = [{ projects = ["store-web"], ports = [9090] }]
  allow_egress  = [{ cidrs = ["10.20.30.0/28"], ports = [5432] }]
}

# Pool for the pods of store-api, so that the firewall of the database can identify their source addresses.
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
