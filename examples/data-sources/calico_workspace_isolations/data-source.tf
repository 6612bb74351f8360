data "calico_workspace_isolations" "all" {}

output "isolated_workspaces" {
  value = data.calico_workspace_isolations.all.workspace_isolations[*].workspace
}
