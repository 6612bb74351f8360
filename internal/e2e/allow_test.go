//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab/node"
)

// allowed is the traffic of the project al, which may exchange some with all sorts of peers. The service al-data/http
// has port 8000, and its pod 80; so has al-other/http.
const allowed = `
	               al/pod:80  al/pod:81  al/pod:81/udp
	al/two         open       open       open
	al-friend/pod  open       blocked    blocked
	al-green/pod   blocked    open       blocked
	al-data/pod    open       open       open
	al-other/pod   blocked    blocked    blocked
	office         open       open       open
	annex          blocked    blocked    blocked

	               al/two:80  al-data/pod:80  al-data/pod:81  al-friend/pod:81  al-green/pod:80  al-other/pod:80
	al/pod         open       open            blocked         open              open             blocked

	               al-data/http:8000  al-data/http:8000/udp  al-other/http:8000
	al/pod         open               open                   blocked
	al-friend/pod  open               open                   open

	               cloud:5432  cloud:6005  cloud:6011  cloud:5432/udp  cloud:53/udp  cloud@10.9.0.200:5432  office:80
	al/pod         open        open        blocked     blocked         open          blocked                blocked

	               kube-system/dns:53/udp  kube-system/dns:53  kube-system/dns:80  kube-system/kube-dns:53/udp
	al/pod         open                    open                blocked             open`

const allowing = `resource "calico_project_isolation" "al" {
	project = "al"
	allow_ingress = [
		{ projects = ["al-friend"], ports = [80] },
		{ workspaces = ["green"], ports = ["81:90"] },
		{ services = ["al-data/http"] },
		{ cidrs = ["203.0.113.0/24"], except = ["203.0.113.128/25"] },
	]
	allow_egress = [
		{ services = ["al-data/http"] },
		{ projects = ["al-friend"] },
		{ workspaces = ["green"], ports = [80] },
		{
			cidrs = ["10.9.0.0/24"], except = ["10.9.0.128/25"]
			ports = [5432, "6000:6010", "53/UDP"]
		},
	]
}`

// TestAllowLists lets all sorts of peers through, in both directions, and names be resolved.
func TestAllowLists(t *testing.T) {
	t.Parallel()
	populate(t)
	scenario(t, strings.ReplaceAll(allowed, "blocked", "open"), step{config: allowing, table: allowed})
}

// TestEgressIsClosed restricts what leaves a project to nothing at all, not even to its own pods or to names.
func TestEgressIsClosed(t *testing.T) {
	t.Parallel()
	space(t, "out", nil, "pod", "two")
	if _, err := there.Pod(t.Context(), "kube-system", "dns-too", node.Pod{Listen: []int{53}}); err != nil {
		t.Fatal(err)
	}
	const closed = `
	           kube-system/dns-too:53/udp  kube-system/dns-too:53  out/two:80
	out/pod    blocked                     blocked                 blocked`
	scenario(t, strings.ReplaceAll(closed, "blocked", "open"), step{table: closed, config: `
		resource "calico_project_isolation" "out" {
			project         = "out"
			restrict_egress = true
			allow_dns       = false
			allow_self      = false
		}`})
}

// populate makes everybody that the table names.
func populate(t *testing.T) {
	t.Helper()
	space(t, "al", nil, "pod", "two")
	space(t, "al-friend", nil, "pod")
	space(t, "al-green", map[string]any{workspace: "green"}, "pod")
	space(t, "al-data", nil, "pod")
	space(t, "al-other", nil, "pod")
	dns, err := there.Pod(t.Context(), "kube-system", "dns", node.Pod{Listen: []int{53, 80}})
	if err != nil {
		t.Fatal(err)
	}
	if err := there.Service(t.Context(), "kube-system", "kube-dns", 53, 53, dns); err != nil {
		t.Fatal(err)
	}
	for _, project := range []string{"al-data", "al-other"} {
		if err := there.Service(t.Context(), project, "http", 8000, 80, there.Peer(project+"/pod")); err != nil {
			t.Fatal(err)
		}
	}
	for name, addresses := range map[string][]string{
		"office": {"203.0.113.10"}, "annex": {"203.0.113.200"}, "cloud": {"10.9.0.5", "10.9.0.200"},
	} {
		if err := there.Outside(name, []int{53, 80, 5432, 6005, 6011}, addresses...); err != nil {
			t.Fatal(err)
		}
	}
}
