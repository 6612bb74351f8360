package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// populate makes the policies and the states of all contenders as an apply would, in less time: it applies one policy
// per namespace and copies the others.
func (b *bench) populate(ctx context.Context, runners []*runner, l load) error {
	fmt.Println("make the policies")
	var own []byte
	for _, r := range runners {
		state := own // of our provider, which has the schema of the floor
		if r.name != floor {
			var err error
			if state, err = b.multiplied(ctx, r, l); err != nil {
				return err
			}
		}
		if r.name == ours {
			own = state
		}
		b.states.put(r.id(), state)
	}
	jobs, ctx := errgroup.WithContext(ctx)
	for _, space := range namespaces() {
		jobs.Go(func() error { return b.copyPolicy(ctx, space, l.policies/spaces) })
	}
	return jobs.Wait()
}

// multiplied applies one object per namespace, and returns the state with copies of them.
func (b *bench) multiplied(ctx context.Context, r *runner, l load) ([]byte, error) {
	if err := r.write(r.dir, load{spaces, l.rules}); err != nil {
		return nil, err
	}
	if _, err := r.run(ctx, "apply", approve); err != nil {
		return nil, err
	}
	content, _ := b.states.get(r.id())
	content, err := multiplied(content, l.policies/spaces)
	if err != nil {
		return nil, err
	}
	return content, r.write(r.dir, l)
}

// stored returns the name under which a policy is stored.
func (b *bench) stored(number int) string {
	name := fmt.Sprintf("policy-%d", number)
	if b.mode != lab.Native {
		return "default." + name
	}
	return name
}

// ordinal matches the number of the first policy of a namespace.
var ordinal = regexp.MustCompile(`\b(policy|app)-0\b`)

// another returns the first policy, or its state, with another number.
func another(first []byte, number int) []byte {
	return ordinal.ReplaceAll(first, []byte("${1}-"+strconv.Itoa(number)))
}

// copyPolicy creates copies of the first policy of a namespace in the store: Calico's API server creates 25 a second.
func (b *bench) copyPolicy(ctx context.Context, space string, count int) error {
	api, err := b.cluster.Stored("networkpolicies", space)
	if err != nil {
		return err
	}
	first, err := api.Get(ctx, b.stored(0), metav1.GetOptions{})
	if err != nil {
		return err
	}
	unstructured.RemoveNestedField(first.Object, "metadata", "resourceVersion")
	unstructured.RemoveNestedField(first.Object, "metadata", "uid")
	content, err := first.MarshalJSON()
	if err != nil {
		return err
	}
	for i := 1; i < count; i++ {
		var next unstructured.Unstructured
		if err := next.UnmarshalJSON(another(content, i)); err != nil {
			return err
		}
		if _, err := api.Create(ctx, &next, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	return nil
}

// multiplied returns a state with count instances of each resource.
func multiplied(content []byte, count int) ([]byte, error) {
	var state map[string]any
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, err
	}
	resources, _ := state["resources"].([]any)
	for _, resource := range resources {
		resource, _ := resource.(map[string]any)
		instances, _ := resource["instances"].([]any)
		first, err := json.Marshal(instances[0])
		if err != nil {
			return nil, err
		}
		for i := 1; i < count; i++ {
			next := bytes.Replace(another(first, i), []byte(`"index_key":0`), []byte(`"index_key":`+strconv.Itoa(i)), 1)
			instances = append(instances, json.RawMessage(next))
		}
		resource["instances"] = instances
	}
	return json.Marshal(state)
}
