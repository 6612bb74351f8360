package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// plan is what `terraform show -json` prints of a plan, as far as it is needed.
type plan struct {
	FormatVersion   string           `json:"format_version"`
	Errored         bool             `json:"errored"`
	PlannedValues   json.RawMessage  `json:"planned_values"`
	ResourceChanges []resourceChange `json:"resource_changes"`
	DeferredChanges []struct {
		ResourceChange resourceChange `json:"resource_change"`
	} `json:"deferred_changes"`
	Configuration struct {
		RootModule module `json:"root_module"`
	} `json:"configuration"`
}

// resourceChange is what a plan does to one resource.
type resourceChange struct {
	Address       string `json:"address"`
	ModuleAddress string `json:"module_address"`
	Mode          string `json:"mode"`
	Type          string `json:"type"`
	Name          string `json:"name"`
	Deposed       string `json:"deposed"`
	Change        struct {
		Actions      []string        `json:"actions"`
		Before       json.RawMessage `json:"before"`
		After        json.RawMessage `json:"after"`
		AfterUnknown json.RawMessage `json:"after_unknown"`
	} `json:"change"`
}

func (c resourceChange) does(action string) bool { return slices.Contains(c.Change.Actions, action) }

// changes reports whether the plan changes the object. It may also leave it as it is, or forget it.
func (c resourceChange) changes() bool {
	return c.does("create") || c.does("update") || c.does("delete")
}

// isCalico reports whether the resource is one of this provider.
func (c resourceChange) isCalico() bool { return strings.HasPrefix(c.Type, "calico_") }

// where names the resource in a sentence.
func (c resourceChange) where() string {
	if c.Deposed != "" {
		return c.Address + " (deposed object " + c.Deposed + ")"
	}
	return c.Address
}

// module is the configuration of a module.
type module struct {
	Resources []struct {
		Mode              string `json:"mode"`
		Type              string `json:"type"`
		Name              string `json:"name"`
		ProviderConfigKey string `json:"provider_config_key"`
	} `json:"resources"`
	ModuleCalls map[string]struct {
		Module module `json:"module"`
	} `json:"module_calls"`
}

// readPlan reads the output of `terraform show -json`.
func readPlan(from io.Reader) (*plan, error) {
	const advice = "pass the output of `terraform show -json PLANFILE`"
	p := &plan{}
	if err := json.NewDecoder(from).Decode(p); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the plan is empty: " + advice)
		}
		return nil, fmt.Errorf("the plan is not JSON: %w; %s", err, advice)
	}
	switch {
	case !strings.HasPrefix(p.FormatVersion, "1."):
		return nil, fmt.Errorf("the format version of the plan is %q, not 1.x: %s", p.FormatVersion, advice)
	case p.PlannedValues == nil:
		return nil, errors.New("this is a state, and no plan: " + advice)
	case p.Errored:
		return nil, errors.New("the plan is incomplete, since terraform plan failed: correct the error and plan again")
	}
	return p, nil
}

// indexes are the keys of instances in the address of a module, as in module.shop["eu.west"].
var indexes = regexp.MustCompile(`\[(?:\d+|"(?:[^"\\]|\\.)*")\]`)

// providerOf returns the provider configuration of a resource, as calico or calico.east; empty if it is not in the
// configuration anymore.
func (p *plan) providerOf(c resourceChange) string {
	at := p.Configuration.RootModule
	for part := range strings.SplitSeq(indexes.ReplaceAllString(c.ModuleAddress, ""), ".") {
		if part != "" && part != "module" {
			at = at.ModuleCalls[part].Module
		}
	}
	for _, r := range at.Resources {
		if r.Mode == c.Mode && r.Type == c.Type && r.Name == c.Name {
			return r.ProviderConfigKey
		}
	}
	return ""
}

// choose keeps the resources of one provider configuration, and those of other providers. Each configuration of this
// provider can be another cluster. It returns which resources are of an unknown configuration.
func (p *plan) choose(provider string) (unknown []resourceChange, err error) {
	keys := p.providers()
	switch {
	case provider != "" && !slices.Contains(keys, provider):
		return nil, fmt.Errorf("the plan has no resource of the provider configuration %q, only of: %s", provider,
			strings.Join(keys, ", "))
	case len(keys) < 2:
		return nil, nil
	case provider == "":
		return nil, fmt.Errorf("the plan has resources of several provider configurations, which can be several clusters: "+
			"set -provider to one of %s", strings.Join(keys, ", "))
	}
	var chosen []resourceChange
	for _, c := range p.ResourceChanges {
		key := p.providerOf(c)
		switch {
		case !c.isCalico() || key == provider:
			chosen = append(chosen, c)
		case key == "":
			unknown = append(unknown, c)
		}
	}
	p.ResourceChanges = chosen
	return unknown, nil
}

// providers returns the configurations of this provider that have resources in the plan.
func (p *plan) providers() []string {
	configured := map[string]bool{}
	for _, c := range p.ResourceChanges {
		if key := p.providerOf(c); c.isCalico() && key != "" {
			configured[key] = true
		}
	}
	return slices.Sorted(maps.Keys(configured))
}
