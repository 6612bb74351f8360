data "calico_project_isolations" "all" {}

output "isolated_projects" {
  value = data.calico_project_isolations.all.project_isolations[*].project
}
