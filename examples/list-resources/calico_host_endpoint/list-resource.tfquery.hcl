list "calico_host_endpoint" "all" {
  provider = calico
}
