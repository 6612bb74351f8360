# Drains a pool before its workloads move: terraform apply -invoke=action.calico_drain_ippool.old
action "calico_drain_ippool" "old" {
  config {
    ippool  = "old"
    timeout = "30m"
  }
}
