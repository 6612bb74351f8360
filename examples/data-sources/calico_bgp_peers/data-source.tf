data "calico_bgp_peers" "all" {}

output "all_bgp_peers" {
  value = data.calico_bgp_peers.all.bgp_peers[*].name
}
