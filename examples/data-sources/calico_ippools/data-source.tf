data "calico_ippools" "blue" {
  label_selector = "team=blue"
}

output "blue_ranges" {
  value = data.calico_ippools.blue.ippools[*].cidr
}
