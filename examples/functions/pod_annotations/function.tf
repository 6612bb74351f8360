# For the pod template of any workload, as in
#   metadata { annotations = provider::calico::pod_annotations(["gold"], []) }
output "annotations" {
  value = provider::calico::pod_annotations(["gold"], [])
}
