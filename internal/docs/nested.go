package main

import (
	"context"
	"fmt"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// unfold replaces attributes of dynamic type by the nested attributes that they accept.
func unfold(ctx context.Context, schemas map[string]*tfjson.Schema) error {
	reference, err := provider.NewReference().GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return err
	}
	for name, schema := range schemas {
		schema.Block.Description = reference.ResourceSchemas[name].Block.Description
		for _, a := range reference.ResourceSchemas[name].Block.Attributes {
			if schema.Block.Attributes[a.Name].AttributeType != cty.DynamicPseudoType {
				continue
			}
			if schema.Block.Attributes[a.Name], err = attribute(a); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// attribute converts an attribute to terraform's JSON format.
func attribute(a *tfprotov6.SchemaAttribute) (*tfjson.SchemaAttribute, error) {
	written := &tfjson.SchemaAttribute{
		Description: a.Description, DescriptionKind: tfjson.SchemaDescriptionKindMarkdown,
		Required: a.Required, Optional: a.Optional, Computed: a.Computed,
	}
	if a.NestedType == nil {
		of, err := typeOf(a.Type)
		written.AttributeType = of
		return written, err
	}
	nesting := map[tfprotov6.SchemaObjectNestingMode]tfjson.SchemaNestingMode{
		tfprotov6.SchemaObjectNestingModeSingle: tfjson.SchemaNestingModeSingle,
		tfprotov6.SchemaObjectNestingModeList:   tfjson.SchemaNestingModeList,
	}
	written.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
		NestingMode: nesting[a.NestedType.Nesting], Attributes: map[string]*tfjson.SchemaAttribute{},
	}
	for _, inner := range a.NestedType.Attributes {
		nested, err := attribute(inner)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		written.AttributeNestedType.Attributes[inner.Name] = nested
	}
	return written, nil
}

func typeOf(of tftypes.Type) (cty.Type, error) {
	switch {
	case of.Is(tftypes.String):
		return cty.String, nil
	case of.Is(tftypes.Number):
		return cty.Number, nil
	case of.Is(tftypes.Bool):
		return cty.Bool, nil
	case of.Is(tftypes.DynamicPseudoType):
		return cty.DynamicPseudoType, nil
	case of.Is(tftypes.List{ElementType: tftypes.String}):
		return cty.List(cty.String), nil
	case of.Is(tftypes.Map{ElementType: tftypes.String}):
		return cty.Map(cty.String), nil
	}
	return cty.NilType, fmt.Errorf("%s is no type of an attribute", of)
}
