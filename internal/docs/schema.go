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

// complete adds to terraform's schema the attributes nested in attributes of dynamic type, and identities and list
// resources, which only later releases of terraform print.
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
	if ours.ListResourceSchemas, err = lists(ctx, server); err != nil {
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

func lists(ctx context.Context, server tfprotov6.ProviderServer) (map[string]*tfjson.Schema, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	all := map[string]*tfjson.Schema{}
	for name, schema := range schemas.ListResourceSchemas {
		block := &tfjson.SchemaBlock{
			Description: schema.Block.Description, DescriptionKind: tfjson.SchemaDescriptionKindMarkdown,
			Attributes: map[string]*tfjson.SchemaAttribute{},
		}
		for _, a := range schema.Block.Attributes {
			of, err := typeOf(a.Type)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			block.Attributes[a.Name] = &tfjson.SchemaAttribute{
				AttributeType: of, Description: a.Description, DescriptionKind: tfjson.SchemaDescriptionKindMarkdown,
				Required: a.Required, Optional: a.Optional,
			}
		}
		all[name] = &tfjson.Schema{Block: block}
	}
	return all, nil
}
