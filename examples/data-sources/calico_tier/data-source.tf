data "calico_tier" "security" {
  name = "security"
}

output "tier_order" {
  value = data.calico_tier.security.order
}
