package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

const releaseLeaked = "calico_release_leaked_addresses"

var coreV1 = schema.GroupVersion{Version: "v1"}

func leakArguments(grace, observe string) map[string]tftypes.Value {
	return map[string]tftypes.Value{"ippool": text("leaky"), "grace_period": text(grace), "observe": text(observe)}
}

// leaks releases the leaked addresses among those that Calico's own IPAM gave to pods, tunnels and others, is cut off
// between a block and its handles, and continues. Only Calico's own blocks and handles show that Calico can go on with
// what is left of them.
func leaks(t *testing.T, l *lab.Lab) {
	s, p := newLeakLab(t, l), newServer(t, l)
	p.outcome(releaseLeaked, map[string]tftypes.Value{"ippool": text("none")}, "", `there is no pool "none"`)
	p.outcome(releaseLeaked, map[string]tftypes.Value{"observe": text("-1s")}, "", "is negative")
	p.outcome(releaseLeaked, nil, "0 leaked addresses were released.", "")
	s.assign()
	s.dryRun(p)
	_, was := s.allocated()
	s.cutOff()
	got, sequence := s.allocated()
	if fmt.Sprint(got) != "[3 5 6 7 8 9 10 11 12 13 14 16 20]" || sequence != was+3 {
		t.Errorf("%v are left; the sequence number is %d after %d", got, sequence, was)
	}
	if _, err := s.blocks.Get(t.Context(), "10-64-0-128-26", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("the empty block that no node has is still there: %v", err)
	}
	p.outcome(releaseLeaked, leakArguments("10m", "0s"), "0 leaked addresses were released.", "")
	if !s.has("gone1") || !s.has("borrower") {
		t.Error("a handle is gone that may be about to get an address")
	}
	p.outcome(releaseLeaked, leakArguments("0s", "1s"), "Released 3 addresses: 10.64.0.6 (pod leaks/young on node ready), "+
		"10.64.0.12 (pod leaks/twice on node ready), 10.64.0.13 (pod leaks/twice on node ready). Deleted 7 IPAM handles", "")
	for pod, want := range map[string]bool{
		"gone1": false, "gone2": false, "again": false, "young": false, "twice": false, "borrower": false, "windows": false,
		"alive": true, "unsure": true, "timeless": true, "ghost": true, "vm": true, "late": true, "far": true,
	} {
		if s.has(pod) != want {
			t.Errorf("there is the handle of %s: %t", pod, !want)
		}
	}
	again := sandboxAddress("10.64.0.1", "ready", "new", 0)
	s.manage(lab.Addresses{
		Assign: []lab.Assignment{again}, Release: []string{again.Handle, "k8s-pod-network." + sandbox("alive")},
	})
	if got, _ := s.allocated(); fmt.Sprint(got) != "[5 7 8 9 11 14 16 20]" {
		t.Errorf("%v are left in the end", got)
	}
}

// assign lets Calico's own IPAM assign addresses of all sorts.
func (s *leakLab) assign() {
	s.t.Helper()
	s.pod("alive", sandbox("alive"), "10.64.0.3")
	s.pod("again", sandbox("again, later"), "10.64.0.30")
	s.pod("other", sandbox("other"), "10.64.0.9")
	const day = 24 * time.Hour
	timeless, foreign := sandboxAddress("10.64.0.8", "ready", "timeless", 0), podAddress("10.64.0.11", "ready", "leaks", "foreign")
	delete(timeless.Attributes, "timestamp")
	foreign.Attributes["timestamp"] = timestamp(day)
	machine, stolen := sandboxAddress("10.64.0.14", "ready", "vm", day), sandboxAddress("10.64.0.10", "ready", "nobody", day)
	machine.Attributes["vmi"] = "vm"
	stolen.Handle = "k8s-pod-network." + sandbox("alive")
	nameless := sandboxAddress("10.64.0.16", "ready", "nameless", day)
	nameless.Attributes["pod"] = "../nodes/ready"
	windows := sandboxAddress("10.64.0.70", "w1", "windows", day)
	windows.Windows = true
	s.manage(lab.Addresses{Assign: []lab.Assignment{
		sandboxAddress("10.64.0.1", "ready", "gone1", day), sandboxAddress("10.64.0.2", "deleted", "gone2", day),
		sandboxAddress("10.64.0.3", "ready", "alive", day), sandboxAddress("10.64.0.4", "ready", "again", day),
		sandboxAddress("10.64.0.5", "silent", "unsure", day), sandboxAddress("10.64.0.6", "ready", "young", time.Minute),
		{IP: "10.64.0.7", Node: "ready", Handle: "vxlan-tunnel-addr-ready", Attributes: map[string]string{
			"type": "vxlanTunnelAddress", "node": "ready", "namespace": "leaks", "pod": "tunnel", "timestamp": timestamp(day),
		}},
		timeless, sandboxAddress("10.64.0.9", "ready", "ghost", day), stolen, foreign,
		sandboxAddress("10.64.0.12", "ready", "twice", day), sandboxAddress("10.64.0.13", "ready", "twice", time.Minute),
		machine, nameless, windows, sandboxAddress("10.64.0.20", "ready", "late", day),
		sandboxAddress("10.64.0.130", "leaver", "borrower", day), sandboxAddress("10.65.0.1", "ready", "far", day),
	}, Leave: []string{"leaver"}})
}

func timestamp(age time.Duration) string { return time.Now().Add(-age).UTC().String() }

// dryRun shows what is leaked, and why the rest is kept.
func (s *leakLab) dryRun(p *server) {
	s.t.Helper()
	all, was := s.allocated()
	arguments := leakArguments("10m", "1h")
	arguments["dry_run"] = tftypes.NewValue(tftypes.Bool, true)
	shown, err := p.invoke(releaseLeaked, arguments)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, want := range []string{
		"6 addresses would be released: 10.64.0.1 (pod leaks/gone1 on node ready), 10.64.0.2 (pod leaks/gone2 on node deleted), " +
			"10.64.0.4 (pod leaks/again on node ready), 10.64.0.20 (pod leaks/late on node ready), " +
			"10.64.0.70 (pod leaks/windows on node w1), 10.64.0.130 (pod leaks/borrower on node leaver).",
		"Kept 10.64.0.5 (pod leaks/unsure on node silent): the node silent is not ready.",
		"Kept 10.64.0.6 (pod leaks/young on node ready): it was allocated at",
		"Kept 10.64.0.8 (pod leaks/timeless on node ready): its allocation has no timestamp.",
		"Kept 10.64.0.9 (pod leaks/ghost on node ready): the pod leaks/other has the address.",
		"Kept 10.64.0.10 (pod leaks/nobody on node ready): its handle has addresses of several pods.",
		`Kept 10.64.0.11 (pod leaks/foreign on node ready): its handle "leaks.foreign" is not the one of a pod.`,
		"Kept 10.64.0.12 (pod leaks/twice on node ready): it was allocated at",
		"Kept 10.64.0.14 (pod leaks/vm on node ready): its allocation has attributes that this provider does not know.",
		"Kept 10.64.0.16 (pod leaks/../nodes/ready on node ready): its allocation does not name a pod and a node.",
	} {
		if !strings.Contains(shown, want) {
			s.t.Errorf("%q is not in %q", want, shown)
		}
	}
	if strings.Contains(shown, "tunnel") || strings.Contains(shown, "alive ") || strings.Contains(shown, "10.65.") {
		s.t.Errorf("the progress is about others: %q", shown)
	}
	if got, sequence := s.allocated(); !slices.Equal(got, all) || sequence != was {
		s.t.Errorf("%v are left of %v", got, all)
	}
}

// cutOff releases addresses while a pod comes back and Calico changes the block, and fails at the first handle.
func (s *leakLab) cutOff() {
	s.t.Helper()
	way, err := s.Faulty("leaks-" + string(s.Mode))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(way.Close)
	way.Break(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/pods/late") }, 1, func(e *lab.Exchange) {
		s.pod("late", sandbox("late"), "")
		e.Answer(e.Forward())
	})
	patches := func(plural string) func(*http.Request) bool {
		return func(r *http.Request) bool {
			return r.Method == http.MethodPatch && strings.Contains(r.URL.Path, "/"+plural+"/")
		}
	}
	way.Break(patches("ipamblocks"), 1, func(e *lab.Exchange) {
		racer := sandboxAddress("10.64.0.40", "ready", "racer", 0)
		s.manage(lab.Addresses{Assign: []lab.Assignment{racer}, Release: []string{racer.Handle}})
		e.Answer(e.Forward())
	})
	way.Break(patches("ipamhandles"), -1, forbid)
	p := newServerWith(s.t, map[string]tftypes.Value{"config_path": text(way.Kubeconfig)})
	p.outcome(releaseLeaked, leakArguments("10m", "0s"), "Released 3 addresses: 10.64.0.1 ", "the action needs the verbs")
}
