package main

import (
	"context"
	"encoding/json"
	"fmt"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// complete adds to terraform's schema the attributes nested in attributes of dynamic type, and identities, list
// resources and actions, which only later releases of terraform print.
func complete(ctx context.Context, schema []byte) ([]byte, error) {
	var all tfjson.ProviderSchemas
	if err := json.Unmarshal(schema, &all); err != nil {
		return nil, err
	}
	server, err := provider.NewServer("docs")
	if err != nil {
		return nil, err
	}
	ours := all.Schemas[engine.Provider]
	if err = unfold(ctx, ours.ResourceSchemas); err != nil {
		return nil, err
	}
	if ours.ResourceIdentitySchemas, err = identities(ctx, server); err != nil {
		return nil, err
	}
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	if ours.ActionSchemas, err = actions(schemas); err != nil {
		return nil, err
	}
	if ours.ListResourceSchemas, err = lists(schemas); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

func identities(ctx context.Context, server tfprotov6.ProviderServer) (map[string]*tfjson.IdentitySchema, error) {
	schemas, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, err
	}
	all := map[string]*tfjson.IdentitySchema{}
	for name, schema := range schemas.IdentitySchemas {
		all[name] = &tfjson.IdentitySchema{Attributes: map[string]*tfjson.IdentityAttribute{}}
		for _, a := range schema.IdentityAttributes {
			of, err := typeOf(a.Type)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			all[name].Attributes[a.Name] = &tfjson.IdentityAttribute{
				IdentityType: of, Description: a.Description,
				RequiredForImport: a.RequiredForImport, OptionalForImport: a.OptionalForImport,
			}
		}
	}
	return all, nil
}

func lists(schemas *tfprotov6.GetProviderSchemaResponse) (map[string]*tfjson.Schema, error) {
	all := map[string]*tfjson.Schema{}
	for name, schema := range schemas.ListResourceSchemas {
		block, err := flat(schema.Block)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[name] = &tfjson.Schema{Block: block}
	}
	return all, nil
}

func actions(schemas *tfprotov6.GetProviderSchemaResponse) (map[string]*tfjson.ActionSchema, error) {
	all := map[string]*tfjson.ActionSchema{}
	for name, schema := range schemas.ActionSchemas {
		block, err := flat(schema.Schema.Block)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[name] = &tfjson.ActionSchema{Block: block}
	}
	return all, nil
}

// flat converts a block without nested attributes to terraform's JSON format.
func flat(from *tfprotov6.SchemaBlock) (*tfjson.SchemaBlock, error) {
	block := &tfjson.SchemaBlock{
		Description: from.Description, DescriptionKind: tfjson.SchemaDescriptionKindMarkdown,
		Attributes: map[string]*tfjson.SchemaAttribute{},
	}
	for _, a := range from.Attributes {
		written, err := attribute(a)
		if err != nil {
			return nil, err
		}
		block.Attributes[a.Name] = written
	}
	return block, nil
}
