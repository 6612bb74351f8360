package engine

import (
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

type thing struct{ operations }

func (thing) keyNames() []string { return []string{"namespace", "name"} }

// TestMistakesAreErrors checks that a panic becomes an error with the name of the object, and that the state stays.
func TestMistakesAreErrors(t *testing.T) {
	space, web := "shop", "web"
	prior := field.Fields{field.String("namespace", &space, ""), field.String("name", &web, "")}.Dump()
	resp := applyResponse{state: prior}
	recovered(&resp.diags, "calico_thing", nameIn(thing{}, prior), func() {
		var missing *applyResponse
		resp = *missing
	})
	if len(resp.diags) != 1 || !strings.Contains(resp.diags[0].Summary(), `calico_thing "shop/web"`) ||
		!strings.Contains(resp.diags[0].Detail(), "nil pointer") {
		t.Errorf("the diagnostics are %v", resp.diags)
	}
	if !resp.state.Equal(prior) {
		t.Errorf("the state is %v", resp.state)
	}
}
