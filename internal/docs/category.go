package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/calico-network/terraform-provider-calico/internal/catalog"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// categorize writes the category of each resource, data source and action into its page.
func categorize(ctx context.Context) error {
	for _, c := range catalog.Categories() {
		var pages []string
		var sources []func() datasource.DataSource
		for _, kind := range c.Kinds {
			name, _, _ := kind.Facts()
			pages = append(pages, page("resources", name), page("list-resources", name))
			sources = append(sources, kind.DataSources()...)
		}
		for _, kind := range c.ReadOnly {
			sources = append(sources, kind.DataSources()...)
		}
		for _, source := range c.DataSources {
			sources = append(sources, source.New())
		}
		for _, build := range sources {
			var about datasource.MetadataResponse
			build().Metadata(ctx, datasource.MetadataRequest{}, &about)
			pages = append(pages, page("data-sources", about.TypeName))
		}
		for _, a := range c.Actions {
			var about action.MetadataResponse
			a.New()().Metadata(ctx, action.MetadataRequest{}, &about)
			pages = append(pages, page("actions", about.TypeName))
		}
		for _, path := range pages {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			content = bytes.Replace(content, []byte(`subcategory: ""`), []byte(`subcategory: "`+c.Name+`"`), 1)
			if err := os.WriteFile(path, content, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func page(kind, typeName string) string {
	name, _ := strings.CutPrefix(typeName, engine.Provider+"_")
	return filepath.Join(lab.Root(), "docs", kind, name+".md")
}
