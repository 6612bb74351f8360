# Pods of all projects of the workspace blue, and of those that will join it, hear from each other and from the ingress
# controller.
resource "calico_workspace_isolation" "blue" {
  workspace     = "blue"
  allow_ingress = [{ projects = ["ingress-nginx"] }]
}

# A workspace by a label of the cluster's own. It is staged: flow logs show what it would decide, and it decides nothing.
resource "calico_workspace_isolation" "payments" {
  workspace       = "payments"
  workspace_label = "example.org/team"
  restrict_egress = true
  staged          = true
}
