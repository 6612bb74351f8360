package provider_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// attribute is one attribute of a schema, with those it is nested in as a path.
type attribute struct {
	*tfprotov6.SchemaAttribute
	path      string
	immutable bool
}

// TestNothingIsDropped holds that no configuration can have a key that Terraform would drop without a word: it does so
// below attributes of a resource's schema, whose elements it knows the names of.
func TestNothingIsDropped(t *testing.T) {
	for name, s := range serverSchema().ResourceSchemas {
		for _, a := range s.Block.Attributes {
			if !a.Optional && !a.Required {
				continue
			}
			if a.NestedType != nil || !slices.ContainsFunc(strict, a.Type.Equal) {
				t.Errorf("%s.%s is configured as %s, in which Terraform drops unknown keys", name, a.Name, a.Type)
			}
		}
	}
}

// strict are the types of values that reach the provider as they are configured.
var strict = []tftypes.Type{
	tftypes.String, tftypes.Number, tftypes.Bool,
	tftypes.List{ElementType: tftypes.String},
	tftypes.Map{ElementType: tftypes.String},
	tftypes.DynamicPseudoType,
}

// attributesOf are all attributes of a resource.
func attributesOf(resource string) []attribute {
	return flatten(referenceSchema().ResourceSchemas[resource].Block, "")
}

// referenceSchema is the schema that the documentation shows, in which attributes of dynamic type have nested ones.
var referenceSchema = sync.OnceValue(func() *tfprotov6.GetProviderSchemaResponse {
	return schemaOf(provider.NewReference())
})

func serverSchema() *tfprotov6.GetProviderSchemaResponse {
	server, err := factories["calico"]()
	if err != nil {
		panic(err)
	}
	return schemaOf(server)
}

func schemaOf(server tfprotov6.ProviderServer) *tfprotov6.GetProviderSchemaResponse {
	schema, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		panic(err)
	}
	return schema
}

func flatten(block *tfprotov6.SchemaBlock, at string) (all []attribute) {
	all = nested(block.Attributes, at)
	for _, b := range block.BlockTypes {
		all = append(all, flatten(b.Block, at+b.TypeName+".")...)
	}
	return all
}

func nested(attributes []*tfprotov6.SchemaAttribute, at string) (all []attribute) {
	for _, a := range attributes {
		all = append(all, attribute{a, at + a.Name, isFixed(a)})
		if a.NestedType != nil {
			all = append(all, nested(a.NestedType.Attributes, at+a.Name+".")...)
		}
	}
	return all
}

// isFixed tells whether another value of an attribute needs another object.
func isFixed(a *tfprotov6.SchemaAttribute) bool {
	return strings.Contains(a.Description, "replaces the resource") ||
		strings.Contains(a.Description, "creates the new object first")
}
