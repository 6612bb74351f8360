data "calico_workspace_isolation" "blue" {
  workspace = "blue"
}

output "covered_projects" {
  value = data.calico_workspace_isolation.blue.projects
}
