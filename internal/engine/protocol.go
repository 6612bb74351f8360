package engine

import (
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

func decode(from *tfprotov6.DynamicValue) (field.Value, error) {
	if from == nil {
		return field.Null, nil
	}
	return field.Decode(from.MsgPack)
}

func encode(v field.Value) (*tfprotov6.DynamicValue, error) {
	content, err := v.Encode()
	return &tfprotov6.DynamicValue{MsgPack: content}, err
}

// private is what Terraform keeps beside a state for us: JSON by keys, in the framework's form.
type private map[string][]byte

// decodePrivate reads what Terraform kept. What the framework keeps there for itself begins with a dot; it is of no use
// here.
func decodePrivate(content []byte) private {
	p := private{}
	if len(content) == 0 || json.Unmarshal(content, &p) != nil {
		return private{}
	}
	for key := range p {
		if strings.HasPrefix(key, ".") {
			delete(p, key)
		}
	}
	return p
}

func (p private) encode() []byte {
	if len(p) == 0 {
		return nil
	}
	content, _ := json.Marshal(p) // it is texts and bytes alone
	return content
}

// diagnostics are those of an exchange as Terraform reads them.
func (x *exchange) diagnostics() (all []*tfprotov6.Diagnostic) {
	for _, d := range x.diags {
		one := &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityWarning, Summary: d.Summary(), Detail: d.Detail(),
		}
		if d.Severity() == diag.SeverityError {
			one.Severity = tfprotov6.DiagnosticSeverityError
		}
		if located, ok := d.(diag.DiagnosticWithPath); ok {
			one.Attribute = attributePath(located.Path())
		}
		all = append(all, one)
	}
	return all
}

func attributePath(p path.Path) *tftypes.AttributePath {
	at := tftypes.NewAttributePath()
	for _, step := range p.Steps() {
		switch s := step.(type) {
		case path.PathStepAttributeName:
			at = at.WithAttributeName(string(s))
		case path.PathStepElementKeyInt:
			at = at.WithElementKeyInt(int(s))
		case path.PathStepElementKeyString:
			at = at.WithElementKeyString(string(s))
		}
	}
	return at
}
