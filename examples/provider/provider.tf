terraform {
  required_providers {
    calico = {
      source = "calico-network/calico"
    }
  }
}

provider "calico" {
  config_path = "~/.kube/config"
}
