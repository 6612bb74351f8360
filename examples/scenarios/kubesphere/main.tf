# A cluster that two tenants share under KubeSphere. Each tenant is a workspace with addresses of its own, closed to the
# other one. The namespaces acme-web, acme-data and globex-app are there, with the label kubesphere.io/workspace.

locals {
  tenants = {
    acme   = { cidr = "10.80.0.0/18", projects = ["acme-web", "acme-data"] }
    globex = { cidr = "10.80.64.0/18", projects = ["globex-app"] }
  }
  tenant_of = merge([for name, tenant in local.tenants : { for project in tenant.projects : project => name }]...)
}

# No node takes addresses from a tenant's pool by itself: KubeSphere's form calls that no automatic allocation. The label
# makes its console offer the pool in that workspace alone.
resource "calico_ippool" "tenant" {
  for_each      = local.tenants
  name          = "tenant-${each.key}"
  cidr          = each.value.cidr
  vxlan_mode    = "CrossSubnet"
  nat_outgoing  = true
  node_selector = "!all()"
  labels        = { "kubesphere.io/workspace" = each.key }
}

# A tenant's projects get the tenant's addresses.
resource "calico_project_ippools" "tenant" {
  for_each   = local.tenant_of
  project    = each.key
  ipv4_pools = [calico_ippool.tenant[each.value].name]
}

# Projects of a tenant hear from each other and from nobody else, those that join later too. Where KubeSphere 4 is
# installed, this is the switch that its console shows.
resource "calico_workspace_isolation" "tenant" {
  for_each  = local.tenants
  workspace = each.key
}

# Acme's website is for the ingress controller as well, and for the office. It reaches Acme's data, its own pods, and
# the payment service outside the cluster.
resource "calico_project_isolation" "acme_web" {
  project = "acme-web"

  allow_ingress = [
    { projects = ["ingress-nginx"] },
    { cidrs = [{ cidr = "203.0.113.0/24" }], ports = [{ port = 8080 }] },
  ]
  allow_egress = [
    { projects = ["acme-data"] },
    { cidrs = [{ cidr = "198.51.100.16/28" }], ports = [{ port = 443 }] },
  ]
}

# Acme's data hears from Acme's website alone.
resource "calico_project_isolation" "acme_data" {
  project       = "acme-data"
  allow_ingress = [{ projects = ["acme-web"] }]
}

# Within the project of Acme's data, the database takes its own port only, and it is for pods that say what they are.
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

# What the console's page of pod IP pools shows of them: how full they are, and who has their addresses.
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
