list "calico_felix_configuration" "all" {
  provider = calico
}
