list "calico_kube_controllers_configuration" "all" {
  provider = calico
}
