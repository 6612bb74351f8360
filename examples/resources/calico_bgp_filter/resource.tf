# Exports routes inside 10.64.0.0/10 with a prefix length of at most 26, and rejects all other routes.
resource "calico_bgp_filter" "to_rack" {
  name = "to-rack"

  export_v4 = [
    { action = "Accept", cidr = "10.64.0.0/10", match_operator = "In", prefix_length = { max = 26 } },
    { action = "Reject" },
  ]
}
