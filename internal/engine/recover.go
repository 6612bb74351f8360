package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// guarded carries out an operation on an object. A mistake of ours fails that object with an error and leaves its state
// alone, while the provider goes on with the others.
func guarded(x *exchange, typeName string, resource operations, operate func()) {
	defer func() {
		if cause := recover(); cause != nil {
			id := name(x, resource.keyNames())
			x.diags.AddError(fmt.Sprintf("The provider failed on %s %q", typeName, id), report(cause))
		}
	}()
	operate()
}

// report is what a practitioner reads of a mistake of ours.
func report(cause any) string {
	return fmt.Sprintf(
		"This is a bug in the provider. Report it with the text below, and the object as `kubectl get -o yaml` shows it. "+
			"Nothing is known of what the operation did; other resources are not affected.\n\n%v\n\n%s", cause, debug.Stack())
}

// name is what names the object of an exchange, as far as a value of it says.
func name(x *exchange, attributes []string) string {
	for _, v := range []field.Value{x.prior, x.planned, x.config} {
		var parts []string
		for _, attribute := range attributes {
			if part := v.Attributes()[attribute]; part.IsKnown() && !part.IsNull() {
				parts = append(parts, part.Text())
			}
		}
		if len(parts) > 0 {
			return strings.Join(parts, "/")
		}
	}
	return ""
}

// ReadDataSource reads data. The framework does it; a mistake of ours is an error of that data source alone.
func (s *Server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (resp *tfprotov6.ReadDataSourceResponse, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			resp = &tfprotov6.ReadDataSourceResponse{Diagnostics: crash(req.TypeName, "", cause)}
		}
	}()
	return s.frameworkServer.ReadDataSource(ctx, req)
}

// ImportResourceState imports an object. The framework does it; a mistake of ours is an error of that import alone.
func (s *Server) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (resp *tfprotov6.ImportResourceStateResponse, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			resp = &tfprotov6.ImportResourceStateResponse{Diagnostics: crash(req.TypeName, req.ID, cause)}
		}
	}()
	return s.frameworkServer.ImportResourceState(ctx, req)
}

func crash(typeName, name string, cause any) []*tfprotov6.Diagnostic {
	return []*tfprotov6.Diagnostic{{
		Severity: tfprotov6.DiagnosticSeverityError,
		Summary:  fmt.Sprintf("The provider failed on %s %q", typeName, name), Detail: report(cause),
	}}
}
