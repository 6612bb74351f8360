data "calico_ippool" "default" {
  name = "default-ipv4-ippool"
}

output "pod_range" {
  value = data.calico_ippool.default.cidr
}
