data "calico_block_affinities" "all" {}

# CIDRs of the IPAM blocks of each node.
output "blocks" {
  value = { for a in data.calico_block_affinities.all.block_affinities : a.node => a.cidr... }
}
