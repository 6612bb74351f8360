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
		"isolation_nobody":       {badEntry(`ports = [80]`), "allow_ingress", "no peer"},
		"isolation_nothing":      {badEntry(``), "allow_ingress", "no peer"},
		"isolation_no_projects":  {badEntry(`projects = []`), "allow_ingress[0].projects", "empty list is not allowed"},
		"isolation_project_name": {badEntry(`projects = ["a_b"]`), "allow_ingress[0].projects[0]", "lower case"},
		"isolation_service":      {badEntry(`services = ["front"]`), "allow_ingress[0].services[0]", "namespace/name"},
		"isolation_cidr":         {badEntry(`cidrs = ["10.0.0.1/8"]`), "allow_ingress[0].cidrs[0]", "host bits"},
		"isolation_cidr_junk":    {badEntry(`cidrs = ["junk"]`), "allow_ingress[0].cidrs[0]", "CIDR"},
		"isolation_hole":         {badEntry(`cidrs = ["10.0.0.0/8"], except = ["11.0.0.0/16"]`), "allow_ingress", "not inside"},
		"isolation_port":         {badEntry(`projects = ["a"], ports = [0]`), "allow_ingress[0].ports[0]", "from 1 to 65535"},
		"isolation_port_large":   {badEntry(`projects = ["a"], ports = [70000]`), "allow_ingress[0].ports[0]", "70000"},
		"isolation_protocol":     {badEntry(`projects = ["a"], ports = ["tcp"]`), "allow_ingress[0].ports[0]", "TCP"},
		"isolation_service_port": {badEgress(`services = ["a/b"], ports = [80]`), "allow_egress[0].ports", "own ports"},
		"isolation_open_egress":  {badProject("allow_egress = [{ projects = [\"a\"] }]\n restrict_egress = false"), "restrict_egress", "has no effect"},
		"isolation_icmp_port":    {badEntry(`projects = ["a"], ports = ["8/ICMP"]`), "allow_ingress[0].ports[0]", "not a protocol with ports"},
		"isolation_label":        {badWorkspace("a", `workspace_label = "a b"`), "workspace_label", "alphanumeric"},
		"isolation_workspace":    {badWorkspace("a b", ``), "workspace", "valid label"},
		"isolation_system":       {badWorkspace("system-workspace", ``), "workspace", "allow_system"},
	})
}
