import {
  to = calico_tier.security
  id = "security"
}
