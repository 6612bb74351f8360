data "calico_project_policies" "shop" {
  project = "shop"
}

# Kind and name of the enforced policies, in the order in which Calico evaluates them.
output "decided_by" {
  value = [for p in data.calico_project_policies.shop.policies : "${p.kind} ${p.name}" if !p.staged]
}
