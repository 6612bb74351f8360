package provider_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestPoolIsWaitedFor makes pools where a controller decides later whether they can be used.
func TestPoolIsWaitedFor(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Native)
	aboutCalico(t, l, `{"spec": {"calicoVersion": "v3.33.0"}}`)
	decide(t, l, 500*time.Millisecond)
	pool := func(attributes string) string {
		return configured(l, strings.Replace(somePool, "cidr", "timeouts = { create = \"5s\" }\n "+attributes+"\n cidr", 1))
	}
	decided := func(*terraform.State) error {
		object, err := calico(t, l, "ippools", "").Get(t.Context(), "connection", metav1.GetOptions{})
		if err == nil && object.Object["status"] == nil {
			err = fmt.Errorf("the apply did not wait: %v", object)
		}
		return err
	}
	steps(t,
		resource.TestStep{Config: pool(`disabled = true`)},
		resource.TestStep{Config: pool(`disabled = false`), Check: decided},
		resource.TestStep{Config: pool(``), PlanOnly: true},
	)
	expectError(t, strings.ReplaceAll(pool(``), "connection", "overlapping"),
		`Unable to use calico_ippool "overlapping"`, "CIDROverlap: overlaps another", "the older of the two")
	expectError(t, strings.ReplaceAll(pool(``), "connection", "forgotten"), "did not report within the timeout")
}

// decide stands for Calico's controller of pools, which no module has yet: it gives its verdict by name, late.
func decide(t *testing.T, l *lab.Lab, delay time.Duration) {
	t.Helper()
	pools := calico(t, l, "ippools", "")
	watch, err := pools.Watch(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(watch.Stop)
	verdict := func(name string, disabled bool) string {
		switch {
		case disabled:
			return `"status": "False", "reason": "PoolDisabled", "message": "it is disabled"`
		case name == "overlapping":
			return `"status": "False", "reason": "CIDROverlap", "message": "overlaps another"`
		}
		return `"status": "True", "reason": "OK", "message": ""`
	}
	go func() {
		for event := range watch.ResultChan() {
			accessor, ok := event.Object.(interface {
				GetName() string
				UnstructuredContent() map[string]any
			})
			if !ok || accessor.GetName() == "forgotten" {
				continue
			}
			time.Sleep(delay)
			spec, _ := accessor.UnstructuredContent()["spec"].(map[string]any)
			disabled, _ := spec["disabled"].(bool)
			status := fmt.Sprintf(`{"status": {"conditions": [{"type": "Allocatable", "lastTransitionTime": "2026-11-26T12:00:00Z", %s}]}}`,
				verdict(accessor.GetName(), disabled))
			_, _ = pools.Patch(context.Background(), accessor.GetName(), types.MergePatchType, []byte(status),
				metav1.PatchOptions{}, "status")
		}
	}()
}
