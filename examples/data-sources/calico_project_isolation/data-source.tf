data "calico_project_isolation" "shop" {
  project = "shop"
}

output "rules_in_force" {
  value = data.calico_project_isolation.shop.policy.ingress
}
