package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// many plans more policies than terraform can apply in a short time: terraform copies the whole state for each object,
// so 5000 policies take most of an hour. Therefore many creates the policies without terraform, and copies the state of
// one policy per namespace for the others.
func (b *bench) many(ctx context.Context, r *runner, l load) ([]byte, error) {
	if _, err := b.record(ctx, r, l, planNew, "plan"); err != nil {
		return nil, err
	}
	state, err := b.multiply(ctx, r, l)
	if err != nil {
		return nil, err
	}
	if err := b.plans(ctx, r, l); err != nil {
		return nil, err
	}
	return state, b.drift(ctx, r, l)
}

// multiply applies one policy per namespace, and copies the policies and their state.
func (b *bench) multiply(ctx context.Context, r *runner, l load) ([]byte, error) {
	if err := r.write(r.dir, load{spaces, l.rules}); err != nil {
		return nil, err
	}
	if _, err := r.run(ctx, "apply", "-auto-approve"); err != nil {
		return nil, err
	}
	fmt.Println("make the other policies")
	jobs, ctx := errgroup.WithContext(ctx)
	for _, space := range namespaces() {
		jobs.Go(func() error { return b.copyPolicy(ctx, space, l.policies/spaces) })
	}
	if err := jobs.Wait(); err != nil {
		return nil, err
	}
	path := filepath.Join(r.dir, stateFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if content, err = multiplied(content, l.policies/spaces); err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return nil, err
	}
	return content, r.write(r.dir, l)
}

// ordinal matches the number of the first policy of a namespace.
var ordinal = regexp.MustCompile(`\b(policy|app)-0\b`)

// another returns the first policy, or its state, with another number.
func another(first []byte, number int) []byte {
	return ordinal.ReplaceAll(first, []byte("${1}-"+strconv.Itoa(number)))
}

// copyPolicy creates copies of the first policy of a namespace.
func (b *bench) copyPolicy(ctx context.Context, space string, count int) error {
	api, err := b.cluster.Calico("networkpolicies", space)
	if err != nil {
		return err
	}
	first, err := api.Get(ctx, "policy-0", metav1.GetOptions{})
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
