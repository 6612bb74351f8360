# Annotations for the pod template of a workload, which select the IP pools of its pods:
#   metadata { annotations = provider::calico::pod_annotations(["gold"], []) }
output "annotations" {
  value = provider::calico::pod_annotations(["gold"], [])
}
