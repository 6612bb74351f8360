package provider_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSchema compares everything that practitioners see of the provider with a golden file, so that a change to it is
// a diff in review.
func TestSchema(t *testing.T) {
	const golden = "testdata/schema.txt"
	schema := serverSchema()
	var lines []string
	describe := func(what string, block *tfprotov6.SchemaBlock) {
		for _, a := range flatten(block, "") {
			lines = append(lines, fmt.Sprintf("%s %s: %s", what, a.path, a.String()))
		}
	}
	describe("provider", schema.Provider.Block)
	for name, s := range schema.ResourceSchemas {
		describe("resource "+name, s.Block)
	}
	for name, s := range referenceSchema().ResourceSchemas {
		describe("nested in "+name, below(s.Block))
	}
	for name, s := range schema.DataSourceSchemas {
		describe("data "+name, s.Block)
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the schema changed; if that is meant, run go test ./internal/provider -run TestSchema -update\n%s", diff)
	}
}

// attribute is one attribute of a schema, with those it is nested in as a path.
type attribute struct {
	*tfprotov6.SchemaAttribute
	path      string
	immutable bool
}

func (a attribute) String() string {
	var facts []string
	for fact, holds := range map[string]bool{
		"required": a.Required, "optional": a.Optional, "computed": a.Computed, "sensitive": a.Sensitive,
	} {
		if holds {
			facts = append(facts, fact)
		}
	}
	slices.Sort(facts)
	kind := "object"
	if a.Type != nil {
		kind = a.Type.String()
	}
	return fmt.Sprintf("%s %s. %s", kind, strings.Join(facts, " "), a.Description)
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

// below is a block with those attributes alone that have nested ones.
func below(block *tfprotov6.SchemaBlock) *tfprotov6.SchemaBlock {
	return &tfprotov6.SchemaBlock{
		Attributes: slices.DeleteFunc(slices.Clone(block.Attributes), func(a *tfprotov6.SchemaAttribute) bool {
			return a.NestedType == nil || !a.Optional && !a.Required
		}),
	}
}

// attributesOf are all attributes of a resource.
func attributesOf(resource string) []attribute {
	return flatten(referenceSchema().ResourceSchemas[resource].Block, "")
}

// referenceSchema is the schema that the documentation shows, in which attributes of dynamic type have nested ones.
var referenceSchema = sync.OnceValue(func() *tfprotov6.GetProviderSchemaResponse {
	return schemaOf(provider.NewReference())
})

var serverSchema = sync.OnceValue(func() *tfprotov6.GetProviderSchemaResponse {
	server, err := factories["calico"]()
	if err != nil {
		panic(err)
	}
	return schemaOf(server)
})

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
