data "calico_bgp_filter" "to_rack" {
  name = "to-rack"
}

output "bgp_filter_export_v4" {
  value = data.calico_bgp_filter.to_rack.export_v4
}
