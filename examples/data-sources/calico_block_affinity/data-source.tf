data "calico_block_affinity" "one" {
  name = "node-1-10-64-0-0-26"
}

output "block_state" {
  value = data.calico_block_affinity.one.state
}
