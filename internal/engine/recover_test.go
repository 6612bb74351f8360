package engine

import (
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// thing is the operations of a kind whose objects have a name.
type thing struct{ operations }

func (thing) keyNames() []string { return []string{"namespace", "name"} }

// TestMistakesAreErrors lets an operation panic: it is an error that names the object, and the state stays.
func TestMistakesAreErrors(t *testing.T) {
	space, web := "shop", "web"
	prior := field.Object{field.String("namespace", &space, ""), field.String("name", &web, "")}.Dump()
	x := &exchange{prior: prior, state: prior}
	guarded(x, "calico_thing", thing{}, func() {
		var missing *exchange
		missing.state = field.Null
	})
	if len(x.diags) != 1 || !strings.Contains(x.diags[0].Summary(), `calico_thing "shop/web"`) ||
		!strings.Contains(x.diags[0].Detail(), "nil pointer") {
		t.Errorf("the diagnostics are %v", x.diags)
	}
	if !x.state.Equal(prior) {
		t.Errorf("the state is %v", x.state)
	}
}
