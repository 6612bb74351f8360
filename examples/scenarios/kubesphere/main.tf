# Two tenants on one cluster with KubeSphere. Each tenant is a workspace with its own IP pool, isolated from the other
# tenant. The namespaces acme-web, acme-data and globex-app must exist and have the label kubesphere.io/workspace.

locals {
  tenants = {
    acme   = { cidr = "10.80.0.0/18", projects = ["acme-web", "acme-data"] }
    globex = { cidr = "10.80.64.0/18", projects = ["globex-app"] }
  }
  tenant_of = merge([for name, tenant in local.tenants : { for project in tenant.projects : project => name }]...)
}

# The node selector disables automatic assignment from the pool. The label assigns the pool to the workspace in the
# console of KubeSphere.
resource "calico_ippool" "tenant" {
  for_each      = local.tenants
  name          = "tenant-${each.key}"
  cidr          = each.value.cidr
  vxlan_mode    = "CrossSubnet"
  nat_outgoing  = true
  node_selector = "!all()"
  labels        = { "kubesphere.io/workspace" = each.key }
}

# New pods in the projects of a tenant get addresses from the pool of the tenant.
resource "calico_project_ippools" "tenant" {
  for_each   = local.tenant_of
  project    = each.key
  ipv4_pools = [calico_ippool.tenant[each.value].name]
}

# Projects of a tenant, including projects that are added later, accept traffic only from projects of the tenant. With
# KubeSphere 4, this resource is the network isolation switch of the workspace in the console.
resource "calico_workspace_isolation" "tenant" {
  for_each  = local.tenants
  workspace = each.key
}

# The project acme-web also accepts traffic from the ingress controller and from the office network. Its egress is
# restricted to the project itself, to DNS, to the project acme-data, and to a payment service outside the cluster.
resource "calico_project_isolation" "acme_web" {
  project = "acme-web"

  allow_ingress = [
    { projects = ["ingress-nginx"] },
    { cidrs = ["203.0.113.0/24"], ports = [8080] },
  ]
  allow_egress = [
    { projects = ["acme-data"] },
    { cidrs = ["198.51.100.16/28"], ports = [443] },
  ]
}

# The project acme-data accepts traffic only from its own pods and from the project acme-web.
resource "calico_project_isolation" "acme_data" {
  project       = "acme-data"
  allow_ingress = [{ projects = ["acme-web"] }]
}

# Within the project acme-data, the database accepts only traffic from pods of the tenant with the label role=backend,
# on TCP port 5432.
resource "calico_network_policy" "acme_database" {
  namespace = "acme-data"
  name      = "database"
  order     = 500
  selector  = "app == 'database'"
  types     = ["Ingress"]
  ingress = [
    {
      action   = "Allow"
      protocol = "TCP"
      source = {
        selector           = "role == 'backend'"
        namespace_selector = "kubesphere.io/workspace == 'acme'"
      }
      destination = { ports = [5432] }
    },
    { action = "Deny" },
  ]
}

# CIDR and usage of the pools, as the console of KubeSphere shows them on the page Pod IP Pools.
data "calico_ippool" "tenant" {
  for_each   = local.tenants
  name       = "tenant-${each.key}"
  depends_on = [calico_ippool.tenant]
}

output "tenants" {
  value = {
    for name, pool in data.calico_ippool.tenant : name => {
      cidr = pool.cidr
      used = "${pool.usage.used} of ${pool.usage.capacity}"
    }
  }
}
