terraform {
  required_providers {
    calico = {
      source  = "calico-network/calico"
      version = "~> 0.1"
    }
  }
}

provider "calico" {
  config_path = "~/.kube/config"
}

# Pods with the label app=backend accept traffic only from pods with the label app=frontend, on TCP port 8080.
resource "calico_network_policy" "backend" {
  namespace = "default"
  name      = "backend"
  selector  = "app == 'backend'"
  types     = ["Ingress"]

  ingress = [
    {
      action      = "Allow"
      protocol    = "TCP"
      source      = { selector = "app == 'frontend'" }
      destination = { ports = [8080] }
    },
  ]
}
