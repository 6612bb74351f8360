list "calico_project_ippools" "all" {
  provider = calico
}
