data "calico_bgp_peer" "rack_a" {
  name = "rack-a"
}

output "bgp_peer_peer_ip" {
  value = data.calico_bgp_peer.rack_a.peer_ip
}
