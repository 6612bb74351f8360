import {
  to = calico_tier.security
  identity = {
    name = "security"
  }
}
