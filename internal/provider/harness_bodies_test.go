package provider_test

import "fmt"

// poolBody sets every attribute of a pool. The two variants differ in all of them.
func poolBody(variant int) string {
	return map[int]string{
		1: `
			cidr               = "10.10.0.0/16"
			vxlan_mode         = "Always"
			ipip_mode          = "Never"
			nat_outgoing       = true
			disabled           = true
			disable_bgp_export = true
			node_selector      = "zone == 'a'"
			namespace_selector = "team == 'a'"
			allowed_uses       = ["Workload"]
			assignment_mode    = "Manual"
			labels             = { team = "a" }
			annotations        = { note = "a" }
			timeouts = { create = "1m", read = "1m", update = "1m", delete = "1m" }`,
		2: `
			cidr          = "10.11.0.0/16"
			ipip_mode     = "CrossSubnet"
			node_selector = "zone == 'b'"
			allowed_uses  = ["Tunnel"]
			labels        = { team = "b" }
			annotations   = { note = "b" }`,
	}[variant]
}

// policyBody sets every attribute of a policy. The two variants differ in all of them.
func policyBody(variant int) string {
	either := func(a, b string) string { return []string{a, b}[variant-1] }
	side := fmt.Sprintf(`{
		nets               = ["10.%[1]d.0.0/16"]
		selector           = "app == 'v%[1]d'"
		not_selector       = "bad == 'v%[1]d'"
		namespace_selector = "team == 'v%[1]d'"
		service_accounts   = { names = ["v%[1]d"], selector = "role == 'v%[1]d'" }
		ports              = [%[1]d, "8%[1]d:9000", "web%[1]d"]
		not_nets           = ["10.%[1]d.1.0/24"]
		not_ports          = ["8%[1]d"]
	}`, variant)
	service := fmt.Sprintf(`{ services = { name = "v%[1]d", namespace = "n%[1]d" } }`, variant)
	rule := fmt.Sprintf(`{
		action      = %q
		protocol    = %q
		source      = %s
		destination = %s
		metadata    = { annotations = { note = "v%d" } }
	}`, either("Allow", "Deny"), either("TCP", "17"), side, side, variant)
	icmp := fmt.Sprintf(`{
		action     = "Deny"
		ip_version = %[1]s
		protocol   = %[2]q
		icmp       = { type = %[3]d, code = %[3]d }
		not_icmp   = { type = 1%[3]d, code = 1%[3]d }
	}`, either("4", "6"), either("ICMP", "ICMPv6"), variant)
	other := fmt.Sprintf(`{ action = "Allow", not_protocol = %q }`, either("SCTP", "UDPLite"))
	http := fmt.Sprintf(`{
		action = "Allow"
		http   = { methods = [%q], paths = [{ exact = "/v%[2]d" }, { prefix = "/p%[2]d" }] }
	}`, either("GET", "PUT"), variant)
	return fmt.Sprintf(`
		order                    = %[1]d.5
		selector                 = "app == 'v%[1]d'"
		service_account_selector = "role == 'v%[1]d'"
		types                    = %[2]s
		performance_hints        = %[3]s
		labels                   = { team = "v%[1]d" }
		annotations              = { note = "v%[1]d" }
		ingress = [%[4]s, %[5]s, %[6]s, %[7]s, { action = "Allow", source = %[8]s }]
		egress  = [%[4]s, %[5]s, %[6]s, { action = "Allow", destination = %[8]s }]
		timeouts = { create = "1m", read = "1m", update = "1m", delete = "1m" }`,
		variant, either(`["Ingress", "Egress"]`, `["Egress"]`), either(`["AssumeNeededOnEveryNode"]`, `null`),
		rule, icmp, other, http, service)
}
