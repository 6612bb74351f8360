package ippool

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// leak identifies the allocation of an address: an address that is allocated again is another leak.
type leak struct {
	block    string // name of the IPAM block
	address  netip.Addr
	handle   string
	sequence uint64
}

// Annotations that Calico's CNI plugin writes on pods.
const (
	containerAnnotation = "cni.projectcalico.org/containerID"
	podIPsAnnotation    = "cni.projectcalico.org/podIPs"
)

// podHandle matches handles of pods: the CNI plugin names them after the network and the ID of the sandbox.
var podHandle = regexp.MustCompile(`^[^\r]+\.[0-9a-f]{64}$`)

// survey is what pods and nodes say about allocations.
type survey struct {
	pods       map[cluster.Key]*corev1.Pod
	nodes      map[string]*corev1.Node
	addresses  map[netip.Addr]cluster.Key // by address, of pods that have not ended
	containers map[string]cluster.Key     // by ID of the sandbox
	before     time.Time                  // allocations of leaks are older
}

func podsOf(c *cluster.Connection) cluster.Client[*corev1.Pod] {
	return cluster.Client[*corev1.Pod]{
		Connection: c, New: func() *corev1.Pod { return &corev1.Pod{} },
		Resource: cluster.Resource{Kind: "Pod", Plural: "pods", Namespaced: true, GroupVersion: cluster.CoreV1},
	}
}

func nodesOf(c *cluster.Connection) cluster.Client[*corev1.Node] {
	return cluster.Client[*corev1.Node]{
		Connection: c, New: func() *corev1.Node { return &corev1.Node{} },
		Resource: cluster.Resource{Kind: "Node", Plural: "nodes", GroupVersion: cluster.CoreV1},
	}
}

// look returns the leaked addresses in a range, and those that it keeps although their pods are gone, with the reasons.
// Blocks are read before pods: a pod exists before it gets an address.
func (r *release) look(
	ctx context.Context, c *cluster.Connection, within netip.Prefix,
) (found map[leak]allocation, kept []string, err error) {
	blocks, err := allBlocks(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	pods, err := r.survey(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	s := &suspects{pods, within, map[leak]allocation{}, map[string]string{}, map[string]cluster.Key{}}
	for _, block := range blocks {
		network, err := block.network()
		if err != nil {
			continue
		}
		for _, a := range allocations(block, network) {
			s.add(block, a)
		}
	}
	for _, id := range sortedLeaks(s.found) {
		if why := s.reasons[id.handle]; why != "" {
			kept = append(kept, s.found[id].String()+": "+why)
			delete(s.found, id)
		}
	}
	return s.found, kept, nil
}

// suspects collects the allocations whose pods are gone. All addresses of a handle are leaked, or none.
type suspects struct {
	*survey

	within  netip.Prefix
	found   map[leak]allocation
	reasons map[string]string      // why the addresses of a handle are kept
	named   map[string]cluster.Key // pod of each handle
}

func (s *suspects) add(block *ipamBlock, a allocation) {
	other, known := s.named[a.handle]
	s.named[a.handle] = a.podOf()
	switch why := s.reasonToKeep(a); {
	case block.Spec.Deleted || block.DeletionTimestamp != nil:
		s.reasons[a.handle] = "its IPAM block is being deleted"
	case known && other != a.podOf():
		s.reasons[a.handle] = "its handle has addresses of several pods"
	case why != "":
		s.reasons[a.handle] = why
	}
	if s.isGone(a) && (!s.within.IsValid() || s.within.Contains(a.address)) {
		s.found[leak{block.Name, a.address, a.handle, a.sequence}] = a
	}
}

func sortedLeaks(found map[leak]allocation) []leak {
	return slices.SortedFunc(maps.Keys(found), func(a, b leak) int { return a.address.Compare(b.address) })
}

// allocationsOf returns the allocations of leaks, sorted by address.
func allocationsOf(found map[leak]allocation) (all []allocation) {
	for _, id := range sortedLeaks(found) {
		all = append(all, found[id])
	}
	return all
}

// survey reads all pods and nodes.
func (r *release) survey(ctx context.Context, c *cluster.Connection) (*survey, error) {
	pods, err := podsOf(c).List(ctx, "", "")
	if err != nil {
		return nil, fmt.Errorf("the pods could not be read: %w", err)
	}
	nodes, err := nodesOf(c).List(ctx, "", "")
	if err != nil {
		return nil, fmt.Errorf("the nodes could not be read: %w", err)
	}
	s := &survey{
		pods: map[cluster.Key]*corev1.Pod{}, nodes: map[string]*corev1.Node{}, addresses: map[netip.Addr]cluster.Key{},
		containers: map[string]cluster.Key{}, before: time.Now().Add(-r.grace.Duration),
	}
	for _, pod := range pods {
		key := cluster.Key{Namespace: pod.Namespace, Name: pod.Name}
		s.pods[key] = pod
		if id := pod.Annotations[containerAnnotation]; id != "" {
			s.containers[strings.ToLower(id)] = key
		}
		if pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed {
			continue // the address may have another pod by now
		}
		for _, address := range addressesOf(pod) {
			s.addresses[address] = key
		}
	}
	for _, node := range nodes {
		s.nodes[node.Name] = node
	}
	return s, nil
}

// addressesOf returns the addresses of a pod, according to kubelet and to the CNI plugin.
func addressesOf(pod *corev1.Pod) (all []netip.Addr) {
	texts := strings.Split(pod.Annotations[podIPsAnnotation], ",")
	for _, ip := range append(pod.Status.PodIPs, corev1.PodIP{IP: pod.Status.PodIP}) {
		texts = append(texts, ip.IP)
	}
	for _, text := range texts {
		text, _, _ = strings.Cut(text, "/")
		if address, err := netip.ParseAddr(text); err == nil {
			all = append(all, address.Unmap())
		}
	}
	return all
}

// podOf returns the pod that an allocation names.
func (a allocation) podOf() cluster.Key {
	return cluster.Key{Namespace: a.attributes["namespace"], Name: a.attributes["pod"]}
}

// isGone reports whether an allocation names a pod that does not exist, or that has other addresses now.
func (s *survey) isGone(a allocation) bool {
	key := a.podOf()
	return key.Namespace != "" && key.Name != "" && !a.isTunnel() && a.handle != windowsHandle &&
		abandoned(s.pods[key], a)
}

// abandoned reports whether a pod, nil for none, is another one than an address was allocated to: a StatefulSet makes a
// pod again under its name. Users can change annotations and clocks may be wrong, so kubelet, CNI plugin and the times
// have to agree.
func abandoned(pod *corev1.Pod, a allocation) bool {
	if pod == nil {
		return true
	}
	id := strings.ToLower(pod.Annotations[containerAnnotation])
	allocated, err := a.time()
	return err == nil && allocated.Before(pod.CreationTimestamp.Time) &&
		id != "" && !strings.HasSuffix(a.handle, "."+id) &&
		len(pod.Status.PodIPs) > 0 && !slices.Contains(addressesOf(pod), a.address)
}

// reasonToKeep returns why an address and all others of its handle are kept, empty if they are leaked.
func (s *survey) reasonToKeep(a allocation) string {
	if !s.isGone(a) {
		return "its handle has another address that is in use"
	}
	return cmp.Or(a.doubt(), s.objection(a), tooYoung(a, s.before))
}

// doubt returns what is unusual about the allocation of an address of a pod.
func (a allocation) doubt() string {
	key := a.podOf()
	invalid := append(validation.IsDNS1123Subdomain(key.Name), validation.IsDNS1123Label(key.Namespace)...)
	switch {
	case a.hasMore || hasUnknown(a.attributes):
		return "its allocation has attributes that this provider does not know"
	case len(invalid) > 0 || len(validation.IsDNS1123Subdomain(a.attributes["node"])) > 0:
		return "its allocation does not name a pod and a node"
	case !podHandle.MatchString(a.handle):
		return fmt.Sprintf("its handle %q is not the one of a pod", a.handle)
	}
	return ""
}

// objection returns which object of the cluster speaks against a leak.
func (s *survey) objection(a allocation) string {
	if pod, held := s.addresses[a.address]; held {
		return fmt.Sprintf("the pod %s has the address", pod)
	}
	if pod, shared := s.containers[a.handle[strings.LastIndexByte(a.handle, '.')+1:]]; shared {
		return fmt.Sprintf("the pod %s has its handle", pod)
	}
	if node := s.nodes[a.attributes["node"]]; node != nil && !isReady(node) {
		return fmt.Sprintf("the node %s is not ready", node.Name)
	}
	return ""
}

// hasUnknown reports whether an allocation has other attributes than those of a pod.
func hasUnknown(attributes map[string]string) bool {
	for name := range attributes {
		if !slices.Contains([]string{"pod", "namespace", "node", "timestamp"}, name) {
			return true
		}
	}
	return false
}
