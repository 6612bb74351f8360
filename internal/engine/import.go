package engine

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ImportState imports an object with all its labels and annotations, so the plan shows keys that are not configured.
func (r *managed[O]) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	form := cmp.Or(r.kind.identity().Form, strings.Join(r.kind.keyNames(), "/"))
	m := r.model(r.kind.New())
	ok := r.identity.read(req.Identity, m.object)
	if req.ID != "" {
		ok = r.kind.identity().Parse(req.ID, m.object)
	}
	if !ok {
		resp.Diagnostics.AddError(
			fmt.Sprintf("Unable to import %s %q", r.typeName(), req.ID),
			fmt.Sprintf("The import ID of a %s has the form `%s`. An identity block sets each part as an attribute.",
				r.typeName(), form),
		)
		return
	}
	ctx, cancel := limit(ctx, "")
	defer cancel()
	live, err := r.client().Get(ctx, m.object)
	if err == nil {
		err = r.kind.managedByOther(live)
	}
	if err == nil && r.kind.id(live) != r.kind.id(m.object) {
		err = &AttributeError{
			Attribute: r.kind.keyNames()[0],
			Message:   fmt.Sprintf("the annotations of the object say that it belongs to %q", r.kind.id(live)),
			Advice: "The annotations were copied from another object, or edited. Correct the annotations or delete the " +
				"object, and import again. The state was not changed.",
		}
	}
	if err != nil {
		resp.Diagnostics.Append(r.failure("import", m, err)...)
		return
	}
	resp.Diagnostics.Append(r.readStatus(ctx, live)...)
	resp.State.Raw = r.state(live, field.Null).As(r.object)
	r.identity.write(resp.Identity, live)
}
