data "calico_block_affinities" "all" {}

# The blocks of each node.
output "blocks" {
  value = { for a in data.calico_block_affinities.all.block_affinities : a.node => a.cidr... }
}
