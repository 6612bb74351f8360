// The resource definitions of Calico v3.30, read from its sources; nothing of it is built.
module github.com/calico-network/terraform-provider-calico/internal/lab/releases/v3.30

go 1.26.0

require github.com/projectcalico/calico v0.0.0-20250529224300-393b14e729a6
