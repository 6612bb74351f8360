list "calico_project_isolation" "all" {
  provider = calico
}
