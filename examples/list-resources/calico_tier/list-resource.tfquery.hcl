list "calico_tier" "all" {
  provider = calico
}
