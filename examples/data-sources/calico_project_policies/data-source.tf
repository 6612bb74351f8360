data "calico_project_policies" "shop" {
  project = "shop"
}

# What decides, in order: each policy with its tier and order.
output "decided_by" {
  value = [for p in data.calico_project_policies.shop.policies : "${p.kind} ${p.name}" if !p.staged]
}
