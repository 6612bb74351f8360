# Network policies from a folder of YAML manifests. Each file contains one existing policy, which the plan imports.
# Unknown keys and values that Calico would ignore are errors.
locals {
  policies = {
    for file in fileset(path.module, "policies/*.yaml") :
    trimsuffix(basename(file), ".yaml") => provider::calico::manifest_decode(file("${path.module}/${file}"))
  }
}

import {
  for_each = local.policies
  to       = calico_network_policy.all[each.key]
  id       = "${each.value.namespace}/${each.value.name}"
}

resource "calico_network_policy" "all" {
  for_each = local.policies

  namespace                = each.value.namespace
  name                     = each.value.name
  labels                   = each.value.labels
  annotations              = each.value.annotations
  tier                     = each.value.tier
  order                    = each.value.order
  selector                 = each.value.selector
  service_account_selector = each.value.service_account_selector
  types                    = each.value.types
  ingress                  = each.value.ingress
  egress                   = each.value.egress
  performance_hints        = each.value.performance_hints
}
