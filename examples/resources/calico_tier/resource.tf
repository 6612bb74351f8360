# Policies of the security team come first, and leave to others what they do not name.
resource "calico_tier" "security" {
  name           = "security"
  order          = 100
  default_action = "Pass"
}
