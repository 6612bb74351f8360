data "calico_host_endpoints" "all" {}

output "all_host_endpoints" {
  value = data.calico_host_endpoints.all.host_endpoints[*].name
}
