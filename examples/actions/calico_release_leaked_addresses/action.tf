# Releases addresses of pods that are gone: terraform apply -invoke=action.calico_release_leaked_addresses.main
action "calico_release_leaked_addresses" "main" {
  config {
    ippool       = "main"
    grace_period = "1h"
  }
}
