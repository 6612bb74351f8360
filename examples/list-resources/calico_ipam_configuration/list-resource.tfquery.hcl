list "calico_ipam_configuration" "all" {
  provider = calico
}
