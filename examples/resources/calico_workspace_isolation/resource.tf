# Ingress to all projects of the workspace, including projects that are added later, only from the workspace itself and
# from the ingress controller.
resource "calico_workspace_isolation" "blue" {
  workspace     = "blue"
  allow_ingress = [{ projects = ["ingress-nginx"] }]
}

# Staged isolation of a workspace with a custom workspace label: flow logs show its effect, and Calico does not enforce
# it yet.
resource "calico_workspace_isolation" "payments" {
  workspace       = "payments"
  workspace_label = "example.org/team"
  restrict_egress = true
  staged          = true
}
