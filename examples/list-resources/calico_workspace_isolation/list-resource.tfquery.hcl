list "calico_workspace_isolation" "all" {
  provider = calico
}
