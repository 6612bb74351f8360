# A cluster that somebody has set up by hand comes under Terraform, without a change to it.
#
#   terraform plan -generate-config-out=generated.tf   # writes the configuration of what is imported
#   terraform apply                                    # imports; nothing is added, changed or destroyed
#   terraform plan                                     # is empty
#
# Then this file has done its work. Read generated.tf, which has every attribute that is not at its default, and move the
# resources to where you want them.

import {
  to = calico_ippool.default
  id = "default-ipv4-ippool"
}

import {
  to = calico_network_policy.legacy
  id = "shop/legacy"
}

import {
  to = calico_global_network_policy.no_metadata
  id = "no-metadata"
}

import {
  to = calico_project_ippools.shop
  id = "shop"
}
