# Imports existing objects of a cluster into Terraform, without changes to the cluster.
#
#   terraform plan -generate-config-out=generated.tf   # writes the configuration of the imported objects
#   terraform apply                                    # imports; adds, changes and destroys no objects
#   terraform plan                                     # shows no changes
#
# Afterwards, delete this file. The file generated.tf contains every attribute that is not at its default. Review its
# resources and move them to their place in the configuration.

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
