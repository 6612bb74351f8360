# Tier that Calico evaluates before the tier default. Traffic that matches no rule of the tier passes to the next tier.
resource "calico_tier" "security" {
  name           = "security"
  order          = 100
  default_action = "Pass"
}
