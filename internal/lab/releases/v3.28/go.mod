// The resource definitions of Calico v3.28, read from its sources; nothing of it is built.
module github.com/calico-network/terraform-provider-calico/internal/lab/releases/v3.28

go 1.26.0

require github.com/projectcalico/calico v1.11.0-cni-plugin.0.20250813170300-a0db560f0520
