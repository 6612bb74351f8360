package traffic

import (
	"fmt"
	"runtime"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// town returns a cluster as people have it: 10 namespaces with 10 Deployments each, of the given number of replicas,
// and policies of five rules, one in ten of them of the cluster.
func town(replicas, policies int) *State {
	s := &State{}
	for n := range 10 {
		namespace := fmt.Sprintf("ns%d", n)
		s.Namespaces = append(s.Namespaces, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
			Name: namespace, Labels: map[string]string{"team": fmt.Sprintf("t%d", n%5), "kubernetes.io/metadata.name": namespace},
		}})
		for app := range 10 {
			for k := range replicas {
				i := (n*10+app)*replicas + k
				p := newPod(fmt.Sprintf("%s/app%d-6c9d8f7b5-%d", namespace, app, k), "default",
					fmt.Sprintf("10.%d.%d.%d", 65+i/62500, i/250%250, i%250+1),
					fmt.Sprintf("app=app%d layer=l%d pod-template-hash=6c9d8f7b5", app, app%3), "http=8080/TCP")
				p.OwnerReferences = []metav1.OwnerReference{{Kind: "ReplicaSet", Name: fmt.Sprintf("app%d-6c9d8f7b5", app), Controller: new(true)}}
				s.Pods = append(s.Pods, p)
			}
		}
	}
	for i := range policies {
		if i%10 == 0 {
			s.GlobalNetworkPolicies = append(s.GlobalNetworkPolicies, townGlobal(i/10))
		} else {
			s.NetworkPolicies = append(s.NetworkPolicies, townPolicy(i))
		}
	}
	return s
}

func townPolicy(i int) *v3.NetworkPolicy {
	tcp := numorstring.ProtocolFromString("TCP")
	p := v3.NewNetworkPolicy()
	p.Namespace, p.Name = fmt.Sprintf("ns%d", i%10), fmt.Sprintf("p%d", i)
	p.Spec.Order, p.Spec.Selector = new(float64(100+i)), fmt.Sprintf("app == 'app%d'", i/10%10)
	p.Spec.Types = []v3.PolicyType{v3.PolicyTypeIngress}
	for _, source := range []v3.EntityRule{
		{Selector: fmt.Sprintf("app == 'app%d'", (i+1)%10)},
		{Selector: fmt.Sprintf("app == 'app%d'", (i+2)%10)},
		{NamespaceSelector: fmt.Sprintf("team == 't%d'", i%5), Selector: fmt.Sprintf("layer == 'l%d'", i%3)},
		{Nets: []string{fmt.Sprintf("192.0.2.%d/32", i%250)}},
		{ServiceAccounts: &v3.ServiceAccountMatch{Names: []string{"reader"}}},
	} {
		p.Spec.Ingress = append(p.Spec.Ingress, v3.Rule{
			Action: v3.Allow, Protocol: &tcp, Source: source,
			Destination: v3.EntityRule{Ports: []numorstring.Port{numorstring.SinglePort(uint16(8000 + i)), numorstring.NamedPort("http")}},
		})
	}
	return p
}

func townGlobal(i int) *v3.GlobalNetworkPolicy {
	tcp := numorstring.ProtocolFromString("TCP")
	p := v3.NewGlobalNetworkPolicy()
	p.Name, p.Spec.Order = fmt.Sprintf("g%d", i), new(float64(10+i))
	p.Spec.NamespaceSelector, p.Spec.Selector = fmt.Sprintf("team == 't%d'", i%5), fmt.Sprintf("layer == 'l%d'", i%3)
	p.Spec.Types = []v3.PolicyType{v3.PolicyTypeIngress}
	for k := range 5 {
		p.Spec.Ingress = append(p.Spec.Ingress, v3.Rule{
			Action: []v3.Action{v3.Deny, v3.Allow}[min(k, 1)], Protocol: &tcp,
			Source:      v3.EntityRule{NamespaceSelector: fmt.Sprintf("team == 't%d'", (i+k)%5), Selector: fmt.Sprintf("layer == 'l%d'", (i+k)%3)},
			Destination: v3.EntityRule{Ports: []numorstring.Port{numorstring.SinglePort(uint16(9000 + i*5 + k))}},
		})
	}
	return p
}

// sizes show that time grows linearly in policies, and hardly in pods.
var sizes = []struct{ replicas, policies int }{{50, 100}, {50, 1000}, {50, 2000}, {10, 1000}}

// BenchmarkLoad measures the preparation of a cluster.
func BenchmarkLoad(b *testing.B) {
	for _, size := range sizes {
		s := town(size.replicas, size.policies)
		b.Run(fmt.Sprintf("pods=%d/policies=%d", len(s.Pods), size.policies), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Load(s)
			}
		})
	}
}

// BenchmarkMatrix measures the answers for all pairs of classes.
func BenchmarkMatrix(b *testing.B) {
	for _, size := range sizes {
		c := Load(town(size.replicas, size.policies))
		b.Run(fmt.Sprintf("classes=%d/policies=%d", len(c.Classes()), size.policies), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for range c.Matrix(c.Classes(), c.Classes()) {
				}
			}
		})
	}
}

// BenchmarkDiff measures the comparison of two clusters, one of which has one more policy.
func BenchmarkDiff(b *testing.B) {
	s := town(50, 1000)
	before := Load(s)
	s.GlobalNetworkPolicies = append(s.GlobalNetworkPolicies, townGlobal(1000))
	after := Load(s)
	for b.Loop() {
		Diff(before, after, 20)
	}
}

// TestMemory checks that a large cluster and all of its answers fit into memory.
func TestMemory(t *testing.T) {
	s := town(50, 1000)
	before := heap()
	c := Load(s)
	var answers []Answer
	for a := range c.Matrix(c.Classes(), c.Classes()) {
		answers = append(answers, a)
	}
	used := heap() - before
	t.Logf("%d classes, %d answers: %d MB", len(c.Classes()), len(answers), used>>20)
	if used > 200<<20 {
		t.Errorf("%d MB", used>>20)
	}
	runtime.KeepAlive(answers)
	runtime.KeepAlive(c)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
