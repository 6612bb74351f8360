package engine

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Function declares a provider function that returns a map of strings. A list that is null is empty.
type Function struct {
	Name       string
	Summary    string
	Doc        string
	Parameters []Parameter
	Dynamic    bool // the function returns a dynamic value instead
	Run        func(arguments []field.Value) (field.Value, error)
}

// Parameter is one parameter of a [Function].
type Parameter struct {
	Name, Doc string
	List      bool // a list of strings; otherwise a string
}

// New returns the function for the plugin framework.
func (f Function) New() function.Function { return functionAdapter{f} }

type functionAdapter struct{ Function }

func (c functionAdapter) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = c.Name
}

func (c functionAdapter) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: c.Summary, MarkdownDescription: c.Doc, Return: function.MapReturn{ElementType: types.StringType},
	}
	if c.Dynamic {
		resp.Definition.Return = function.DynamicReturn{}
	}
	for _, p := range c.Parameters {
		var parameter function.Parameter = function.StringParameter{Name: p.Name, MarkdownDescription: p.Doc}
		if p.List {
			parameter = function.ListParameter{
				Name: p.Name, MarkdownDescription: p.Doc, ElementType: types.StringType, AllowNullValue: true, // null is empty
			}
		}
		resp.Definition.Parameters = append(resp.Definition.Parameters, parameter)
	}
}

// CallFunction adds the nulls that OpenTofu leaves out: it sends a null argument as a value without any bytes.
func (s *Server) CallFunction(
	ctx context.Context, req *tfprotov6.CallFunctionRequest,
) (*tfprotov6.CallFunctionResponse, error) {
	for n, argument := range req.Arguments {
		if argument == nil || len(argument.MsgPack)+len(argument.JSON) == 0 {
			req.Arguments[n] = &tfprotov6.DynamicValue{JSON: []byte("null")}
		}
	}
	return s.frameworkServer.CallFunction(ctx, req)
}

func (c functionAdapter) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	arguments := make([]field.Value, len(c.Parameters))
	for n, p := range c.Parameters {
		var argument attr.Value = new(types.String)
		if p.List {
			argument = new(types.List)
		}
		if resp.Error = req.Arguments.GetArgument(ctx, n, argument); resp.Error != nil {
			return
		}
		raw, err := argument.ToTerraformValue(ctx)
		if err != nil {
			resp.Error = function.NewFuncError(err.Error())
			return
		}
		arguments[n] = field.Of(raw)
	}
	result, err := c.Function.Run(arguments)
	if err != nil {
		resp.Error = function.NewFuncError(strings.TrimSuffix(Sentence(err.Error()), ".")) // Terraform adds a period
		return
	}
	c.answer(ctx, result, resp)
}

func (c functionAdapter) answer(ctx context.Context, result field.Value, resp *function.RunResponse) {
	var of attr.Type = types.MapType{ElemType: types.StringType}
	if c.Dynamic {
		of = types.DynamicType
	}
	value, err := of.ValueFromTerraform(ctx, result.As(of.TerraformType(ctx)))
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, value)
}
