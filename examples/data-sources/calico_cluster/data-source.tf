data "calico_cluster" "this" {}

output "calico_version" {
  value = data.calico_cluster.this.calico_version
}

output "has_tiers" {
  value = contains(data.calico_cluster.this.resources, "calico_tier")
}
