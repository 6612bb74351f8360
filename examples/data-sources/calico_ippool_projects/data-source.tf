data "calico_ippool_projects" "default" {
  ippool = "default-ipv4-ippool"
}

output "projects_of_the_default_pool" {
  value = data.calico_ippool_projects.default.projects
}
