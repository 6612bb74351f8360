# Pool for the nodes in rack a. VXLAN encapsulates only traffic between subnets. Traffic to addresses outside all pools
# is masqueraded (SNAT).
resource "calico_ippool" "rack_a" {
  name          = "rack-a"
  cidr          = "10.64.0.0/16"
  block_size    = 26
  vxlan_mode    = "CrossSubnet"
  nat_outgoing  = true
  node_selector = "topology.kubernetes.io/zone == 'rack-a'"
}

# Pool for the pods in namespaces with the label team=blue.
resource "calico_ippool" "team_blue" {
  name               = "team-blue"
  cidr               = "10.65.0.0/20"
  namespace_selector = "team == 'blue'"
  allowed_uses       = ["Workload"]

  labels = {
    team = "blue"
  }
}
