# Ingress only from the workspace itself. Egress only to the workspace itself, to DNS, and to an external database.
resource "calico_workspace_isolation" "acme" {
  workspace    = "acme"
  allow_egress = [{ cidrs = ["198.51.100.16/28"], ports = [5432] }]
}
