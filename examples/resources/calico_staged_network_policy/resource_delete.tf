# Staged deletion of the enforced policy with this name: flow logs show the effect of deleting the policy.
resource "calico_staged_network_policy" "without_database" {
  namespace     = "shop"
  name          = "database"
  staged_action = "Delete"
}
