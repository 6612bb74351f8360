package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
)

const (
	namespace = "shop"
	policy    = "default.database" // as Calico up to 3.31 stores the policy database
)

// foreigner changes the live policy without terraform.
type foreigner struct{ policies dynamic.ResourceInterface }

// openHole replaces the last rule, which denies all other traffic, by one that allows it.
func (f foreigner) openHole(ctx context.Context) error {
	patch := `[{"op": "replace", "path": "/spec/ingress/2/action", "value": "Allow"}]`
	fmt.Printf("$ kubectl -n %s patch networkpolicies.crd.projectcalico.org %s --type=json -p '%s'\n",
		namespace, policy, patch)
	_, err := f.policies.Patch(ctx, policy, types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
	return err
}

// checkClosed checks the live policy rather than the output of terraform.
func (f foreigner) checkClosed(ctx context.Context) error {
	live, err := f.policies.Get(ctx, policy, metav1.GetOptions{})
	if err != nil {
		return err
	}
	rules, _, err := unstructured.NestedSlice(live.Object, "spec", "ingress")
	if err != nil {
		return err
	}
	if len(rules) != 3 {
		return fmt.Errorf("the live policy has %d rules, not 3", len(rules))
	}
	last, err := json.Marshal(rules[2])
	if err != nil {
		return err
	}
	fmt.Printf("\nThe last rule of the live policy is now %s\n", last)
	if !bytes.Contains(last, []byte(`"Deny"`)) {
		return errors.New("the hole is still open")
	}
	return nil
}

// checkGone checks that the policy is deleted.
func (f foreigner) checkGone(ctx context.Context) error {
	_, err := f.policies.Get(ctx, policy, metav1.GetOptions{})
	if apierrors.IsNotFound(err) {
		return nil
	}
	return errors.Join(errors.New("the policy is still there"), err)
}
