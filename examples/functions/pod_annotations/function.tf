# For the pod template of any workload, as in
#   metadata { annotations = provider::calico::pod_annotations(["gold"], null) }
output "annotations" {
  value = provider::calico::pod_annotations(["gold"], null)
}
