# Enforces the staged policy as the plan shows it: terraform apply -invoke=action.calico_promote_staged_policy.web
data "calico_staged_network_policy" "web" {
  namespace = "shop"
  name      = "web"
}

action "calico_promote_staged_policy" "web" {
  config {
    kind   = "StagedNetworkPolicy"
    staged = data.calico_staged_network_policy.web
  }
}
