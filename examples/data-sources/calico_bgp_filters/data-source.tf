data "calico_bgp_filters" "all" {}

output "all_bgp_filters" {
  value = data.calico_bgp_filters.all.bgp_filters[*].name
}
