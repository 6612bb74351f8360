package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Function declares a function of lists of texts to a map of texts. None of them is null: OpenTofu cannot pass that.
type Function struct {
	Name       string
	Summary    string
	Doc        string
	Parameters []Parameter
	Run        func(lists [][]string) (map[string]string, error)
}

// Parameter is one argument of a function.
type Parameter struct{ Name, Doc string }

// New offers the function.
func (f Function) New() function.Function { return called{f} }

type called struct{ Function }

func (c called) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = c.Name
}

func (c called) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: c.Summary, MarkdownDescription: c.Doc, Return: function.MapReturn{ElementType: types.StringType},
	}
	for _, p := range c.Parameters {
		resp.Definition.Parameters = append(resp.Definition.Parameters, function.ListParameter{
			Name: p.Name, MarkdownDescription: p.Doc, ElementType: types.StringType,
		})
	}
}

func (c called) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	lists := make([][]string, len(c.Parameters))
	for n := range lists {
		var list []string
		if resp.Error = req.Arguments.GetArgument(ctx, n, &list); resp.Error != nil {
			return
		}
		lists[n] = list
	}
	result, err := c.Function.Run(lists)
	if err != nil {
		resp.Error = function.NewFuncError(sentence(err.Error()))
		return
	}
	resp.Error = resp.Result.Set(ctx, result)
}
