# Two clusters in one configuration, with a provider alias for each cluster.

terraform {
  required_providers {
    calico = {
      source  = "calico-network/calico"
      version = "~> 0.1"
    }
  }
}

variable "kubeconfig_east" {
  description = "Path of the kubeconfig of the cluster east."
  type        = string
}

variable "kubeconfig_west" {
  description = "Path of the kubeconfig of the cluster west."
  type        = string
}

provider "calico" {
  alias       = "east"
  config_path = var.kubeconfig_east
}

provider "calico" {
  alias       = "west"
  config_path = var.kubeconfig_west
}

# The pools of the clusters do not overlap, so pod addresses are unique across clusters.
resource "calico_ippool" "east" {
  provider = calico.east
  name     = "apps"
  cidr     = "10.120.0.0/16"
}

resource "calico_ippool" "west" {
  provider = calico.west
  name     = "apps"
  cidr     = "10.121.0.0/16"
}

# Rules of policies in the cluster east match the pods of the cluster west with this network set, and vice versa.
resource "calico_global_network_set" "west_in_east" {
  provider = calico.east
  name     = "pods-of-west"
  nets     = [calico_ippool.west.cidr]
  labels   = { cluster = "west" }
}

resource "calico_global_network_set" "east_in_west" {
  provider = calico.west
  name     = "pods-of-east"
  nets     = [calico_ippool.east.cidr]
  labels   = { cluster = "east" }
}
