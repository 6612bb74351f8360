list "calico_ippool" "all" {
  provider = calico
}
