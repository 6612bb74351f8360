package provider_test

import (
	"fmt"
	"maps"
)

func badProject(attributes string) string {
	return fmt.Sprintf("resource \"calico_project_isolation\" %%q {\n  project = \"shop\"\n%s\n}\n", attributes)
}

func badWorkspace(workspace, attributes string) string {
	return fmt.Sprintf("resource \"calico_workspace_isolation\" %%q {\n  workspace = %q\n%s\n}\n", workspace, attributes)
}

func badEntry(entry string) string { return badProject("  allow_ingress = [{ " + entry + " }]") }

func badEgress(entry string) string { return badProject("  allow_egress = [{ " + entry + " }]") }

func init() {
	maps.Copy(badCases, map[string]badCase{
		"isolation_project":      {"resource \"calico_project_isolation\" %q {\n project = \"S_1\"\n}\n", "project", "lower case"},
		"isolation_enforcement":  {badProject(`enforcement = "magic"`), "enforcement", "kubesphere"},
		"isolation_nobody":       {badEntry(`ports = [{ port = 80 }]`), "allow_ingress", "names nobody"},
		"isolation_nothing":      {badEntry(``), "allow_ingress", "names nobody"},
		"isolation_no_projects":  {badEntry(`projects = []`), "allow_ingress[0].projects", "no restriction"},
		"isolation_project_name": {badEntry(`projects = ["a_b"]`), "allow_ingress[0].projects[0]", "lower case"},
		"isolation_twice":        {badEntry(`projects = ["a", "a"]`), "allow_ingress[0].projects[1]", "here twice"},
		"isolation_service":      {badEntry(`services = ["front"]`), "allow_ingress[0].services[0]", "namespace/name"},
		"isolation_cidr":         {badEntry(`cidrs = [{ cidr = "10.0.0.1/8" }]`), "allow_ingress[0].cidrs[0].cidr", "host bits"},
		"isolation_cidr_junk":    {badEntry(`cidrs = [{ cidr = "junk" }]`), "allow_ingress[0].cidrs[0].cidr", "CIDR"},
		"isolation_hole":         {badEntry(`cidrs = [{ cidr = "10.0.0.0/8", except = ["11.0.0.0/16"] }]`), "allow_ingress", "not inside"},
		"isolation_port":         {badEntry(`projects = ["a"], ports = [{ port = 0 }]`), "allow_ingress[0].ports[0].port", "1 and 65535"},
		"isolation_port_large":   {badEntry(`projects = ["a"], ports = [{ port = 70000 }]`), "allow_ingress[0].ports[0].port", "70000"},
		"isolation_protocol":     {badEntry(`projects = ["a"], ports = [{ protocol = "tcp" }]`), "allow_ingress[0].ports[0].protocol", "TCP"},
		"isolation_service_port": {badEgress(`services = ["a/b"], ports = [{ port = 80 }]`), "allow_egress[0].ports", "own ports"},
		"isolation_open_egress":  {badProject("allow_egress = [{ projects = [\"a\"] }]\n restrict_egress = false"), "restrict_egress", "means nothing"},
		"isolation_icmp_port":    {badEntry(`projects = ["a"], ports = [{ protocol = "ICMP", port = 8 }]`), "allow_ingress[0].ports", "protocol"},
		"isolation_label":        {badWorkspace("a", `workspace_label = "a b"`), "workspace_label", "alphanumeric"},
		"isolation_workspace":    {badWorkspace("a b", ``), "workspace", "valid label"},
		"isolation_system":       {badWorkspace("system-workspace", ``), "workspace", "allow_system"},
	})
}
