data "calico_projects_ippools" "all" {}

output "bound_projects" {
  value = data.calico_projects_ippools.all.projects_ippools[*].project
}
