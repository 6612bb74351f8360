package cluster_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

var flow = schema.GroupVersion{Group: "flowcontrol.apiserver.k8s.io", Version: "v1"}

// TestWaitsForAnOverloadedServer writes concurrently to an API server that serves one request and rejects the others.
func TestWaitsForAnOverloadedServer(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	f := newFixture(t)
	user, err := l.Counted("throttled")
	if err != nil {
		t.Fatal(err)
	}
	admit(t, l, "throttled")
	connection := cluster.Connect(func() (*rest.Config, error) { return user.ClientConfig() }, discover)
	store := cluster.Client[*v3.NetworkPolicy]{Connection: connection, Resource: policyKind, New: v3.NewNetworkPolicy}
	if _, err := connection.API(t.Context()); err != nil {
		t.Fatal(err)
	}
	narrow(t, l, "throttled")
	var group errgroup.Group
	for i := range writers {
		group.Go(func() error {
			policy := v3.NewNetworkPolicy()
			policy.Namespace, policy.Name = f.namespace, fmt.Sprintf("p-%d", i)
			_, err := store.Create(t.Context(), policy)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	statuses := map[int]int{}
	made, err := l.Requests("throttled")
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range made {
		statuses[request.Status]++
	}
	if statuses[http.StatusTooManyRequests] == 0 || statuses[http.StatusCreated] != writers {
		t.Errorf("the server answered %v", statuses)
	}
}

const writers = 10

// admit makes a user a cluster admin, outside of system:masters, which is exempt from priority and fairness.
func admit(t *testing.T, l *lab.Lab, user string) {
	t.Helper()
	rbac := schema.GroupVersion{Group: "rbac.authorization.k8s.io", Version: "v1"}
	err := l.Create(t.Context(), rbac, "clusterrolebindings", "ClusterRoleBinding", map[string]any{
		"metadata": map[string]any{"name": user},
		"roleRef":  map[string]any{"apiGroup": rbac.Group, "kind": "ClusterRole", "name": "cluster-admin"},
		"subjects": []any{map[string]any{"apiGroup": rbac.Group, "kind": "User", "name": user}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// narrow limits a user to one concurrent request, by API priority and fairness.
func narrow(t *testing.T, l *lab.Lab, user string) {
	t.Helper()
	level := map[string]any{
		"type": "Limited",
		"limited": map[string]any{
			"nominalConcurrencyShares": int64(0), "borrowingLimitPercent": int64(0),
			"limitResponse": map[string]any{"type": "Reject"},
		},
	}
	subject := map[string]any{"kind": "User", "user": map[string]any{"name": user}}
	everything := []any{map[string]any{
		"verbs": []any{"*"}, "apiGroups": []any{"*"}, "resources": []any{"*"}, "clusterScope": true, "namespaces": []any{"*"},
	}}
	schema := map[string]any{
		"priorityLevelConfiguration": map[string]any{"name": user}, "matchingPrecedence": int64(2),
		"rules": []any{map[string]any{"subjects": []any{subject}, "resourceRules": everything}},
	}
	install(t, l, flow, "prioritylevelconfigurations", "PriorityLevelConfiguration", user, level)
	install(t, l, flow, "flowschemas", "FlowSchema", user, schema)
	time.Sleep(time.Second) // the API server applies the new limit after a moment
}
