# Stop a plan that opens connections. The local value makes Terraform plan the policies before it reads the data source.
locals {
  guarded = [calico_network_policy.database.name]
}

data "calico_traffic_changes" "gate" {
  after = local.guarded
}

output "opens" {
  value = data.calico_traffic_changes.gate.opens[*].to

  precondition {
    condition     = length(data.calico_traffic_changes.gate.opens) + length(data.calico_traffic_changes.gate.undecided) == 0
    error_message = data.calico_traffic_changes.gate.summary
  }
}
