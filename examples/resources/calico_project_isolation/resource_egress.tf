# Ingress only from the project itself, from the projects of a workspace on a named port and a range of ports, and from
# all IPv4 addresses on TCP and UDP port 443. Egress only to the project itself, to DNS, and to TCP port 443 outside
# private networks.
resource "calico_project_isolation" "store_web" {
  project = "store-web"

  allow_ingress = [
    { workspaces = ["blue"], ports = ["http", "9000:9010"] },
    { cidrs = ["0.0.0.0/0"], ports = [443, "443/UDP"] },
  ]
  allow_egress = [
    { cidrs = ["0.0.0.0/0"], except = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], ports = [443] },
  ]
}
