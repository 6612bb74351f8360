# Staging, then enforcing: while the variable is false, flow logs show the effect of the policy. Setting the variable to
# true creates the enforced policy and deletes the staged one.
variable "enforce_production_ingress" {
  type    = bool
  default = false
}

locals {
  production = {
    namespace_selector = "env == 'production'"
    ingress = [
      { action = "Allow", source = { namespace_selector = "env == 'production'" } },
      { action = "Deny" },
    ]
  }
}

resource "calico_staged_global_network_policy" "production" {
  count              = var.enforce_production_ingress ? 0 : 1
  name               = "production-ingress"
  order              = 500
  namespace_selector = local.production.namespace_selector
  types              = ["Ingress"]
  ingress            = local.production.ingress
}

resource "calico_global_network_policy" "production" {
  count              = var.enforce_production_ingress ? 1 : 0
  name               = "production-ingress"
  order              = 500
  namespace_selector = local.production.namespace_selector
  types              = ["Ingress"]
  ingress            = local.production.ingress
}
