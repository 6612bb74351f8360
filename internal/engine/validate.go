package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ValidateResourceConfig checks a configuration without requests to the cluster.
func (s *Server) ValidateResourceConfig(
	_ context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resource, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	config, err := decode(req.Config)
	if err != nil {
		return nil, err
	}
	var diags diag.Diagnostics
	recovered(&diags, req.TypeName, nameIn(resource, config), func() { diags = resource.validate(config) })
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: encodeDiagnostics(diags)}, nil
}

func (r *managed[O]) validate(config field.Value) (diags diag.Diagnostics) {
	m, problems := r.load(config)
	diags.Append(diagnose(problems)...)
	unread := config.Unknowns()
	for _, p := range problems {
		unread = append(unread, p.Path())
	}
	fields := m.fields()
	for _, p := range fields.LeftOut(config) {
		diags.AddAttributeWarning(p.Path().ParentPath(), p.Path().String()+" is ignored", p.Text)
	}
	fields.SetDefaults()
	diags.Append(r.kind.violations(m.object, fields, unread, r.kind.ofOthers(m.object)...)...)
	if r.kind.Checks.Lint != nil && !diags.HasError() && config.IsFullyKnown() {
		diags.Append(diagnostics(r.kind.Checks.Lint(m.object))...)
	}
	return diags
}
