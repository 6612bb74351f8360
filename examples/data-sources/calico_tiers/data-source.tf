data "calico_tiers" "all" {}

output "all_tiers" {
  value = data.calico_tiers.all.tiers[*].name
}
