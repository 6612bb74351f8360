// Package provider implements the provider block, and lists the resources, data sources and functions for Terraform.
package provider

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/catalog"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// Address is the address of the provider in the registry.
const Address = "registry.terraform.io/calico-network/" + engine.Provider

const doc = "Manages Calico in Kubernetes clusters: IP pools and IPAM, network policies and tiers, BGP, host " +
	"endpoints, Felix settings, and the network isolation of namespaces (projects) and KubeSphere workspaces. Calico's " +
	"own validator checks configurations at plan time, and plans show changes made outside of Terraform."

type calicoProvider struct {
	version string
	sole    *sole                          // nil if the process may serve several provider blocks
	session atomic.Pointer[engine.Session] // nil before Configure
}

var (
	_ provider.ProviderWithListResources = &calicoProvider{}
	_ provider.ProviderWithFunctions     = &calicoProvider{}
	_ provider.ProviderWithActions       = &calicoProvider{}
)

// New returns the provider for the plugin framework.
func New(version string) provider.Provider { return &calicoProvider{version: version} }

// NewServer returns the provider as a server of Terraform's protocol.
func NewServer(version string) (*engine.Server, error) {
	return newServer(&calicoProvider{version: version})
}

// NewDebugServer returns the server of a process that Terraform attaches to and does not start.
func NewDebugServer(version string) (*engine.Server, error) {
	return newServer(&calicoProvider{version: version, sole: &sole{}})
}

func newServer(p *calicoProvider) (*engine.Server, error) {
	return engine.NewServer(providerserver.NewProtocol6(p)(), catalog.Kinds(), calico.Translate, func() engine.Session {
		if session := p.session.Load(); session != nil {
			return *session
		}
		return engine.Session{} // Terraform validates before it configures the provider
	})
}

// Serve answers Terraform until Terraform ends.
func Serve(version string, debug bool) error {
	build, options := NewServer, []tf6server.ServeOpt{}
	if debug {
		build = NewDebugServer
		options = append(options, tf6server.WithManagedDebug())
	}
	server, err := build(version)
	if err != nil {
		return err
	}
	return tf6server.Serve(Address, func() tfprotov6.ProviderServer { return server }, options...)
}

func (p *calicoProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = engine.Provider, p.version
}

func (p *calicoProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = render.Provider(new(config).fields().Describe(nil), doc)
}

// Configure reads the provider block and the kubeconfig. It makes no requests, since the cluster may not exist yet.
func (p *calicoProvider) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	if p.sole.refuses(req.Config.Raw) {
		resp.Diagnostics.AddError("Several provider blocks with -debug", "A provider that runs with -debug serves only "+
			"one provider block, without aliases: all blocks would use the cluster of the last one. Run without -debug, or "+
			"use one block. After a change of the block, wait a few seconds or restart the provider.")
		return
	}
	block := &config{userAgent: "terraform-provider-" + engine.Provider + "/" + p.version}
	for _, problem := range block.load(field.Of(req.Config.Raw)) {
		resp.Diagnostics.AddAttributeError(problem.Path(), "Invalid provider configuration", problem.Text)
	}
	if block.Insecure {
		resp.Diagnostics.AddAttributeWarning(path.Root("insecure"), "Insecure connection",
			"The certificate of the API server is not verified, so an attacker on the network can read the credentials. Set "+
				"cluster_ca_certificate instead of insecure.")
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(block.check()...)
	}
	connection := cluster.Connect(block.rest, calico.Discover)
	connection.Log = log
	session := engine.NewSession(connection, block.ignored())
	session.Unknown = len(block.unknown) > 0
	if req.ClientCapabilities.DeferralAllowed && session.Unknown {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
	}
	p.session.Store(&session)
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = session, session, session
	resp.ActionData = session
}

func (p *calicoProvider) Resources(context.Context) (all []func() resource.Resource) {
	for _, kind := range catalog.Kinds() {
		all = append(all, kind.Resource())
	}
	return all
}

// ListResources returns the kinds that terraform query can list.
func (p *calicoProvider) ListResources(context.Context) (all []func() list.ListResource) {
	for _, kind := range catalog.Kinds() {
		all = append(all, kind.List())
	}
	return all
}

func (p *calicoProvider) Functions(context.Context) (all []func() function.Function) {
	for _, f := range catalog.Functions() {
		all = append(all, f.New)
	}
	return all
}

// Actions returns the actions, which Terraform 1.14 and later can invoke.
func (p *calicoProvider) Actions(context.Context) (all []func() action.Action) {
	for _, a := range catalog.Actions() {
		all = append(all, a.New())
	}
	return all
}

func (p *calicoProvider) DataSources(context.Context) (all []func() datasource.DataSource) {
	for _, kind := range catalog.Kinds() {
		all = append(all, kind.DataSources()...)
	}
	for _, view := range catalog.ReadOnlyKinds() {
		all = append(all, view.DataSources()...)
	}
	for _, source := range catalog.DataSources() {
		all = append(all, source.New())
	}
	return all
}
