package report

import (
	"encoding/json"
	"fmt"

	"sigs.k8s.io/yaml"

	"github.com/calico-network/terraform-provider-calico/internal/effect"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// other says what a change of another resource means for the report. Most resources decide about no traffic.
func (c *collector) other(r resourceChange) {
	switch r.Type {
	case "kubernetes_network_policy", "kubernetes_network_policy_v1":
		c.Undecided = append(c.Undecided, r.where()+": policies of this resource are not evaluated.")
	case "kubernetes_namespace", "kubernetes_namespace_v1", "kubernetes_labels":
		c.namespace(r)
	case "kubernetes_manifest", "kubectl_manifest":
		c.manifest(r)
	case effect.FelixConfiguration:
		if before, after, err := r.values(); err == nil {
			c.NoteFelix(r.where(), before, after)
		}
	}
}

// namespace notes changed labels, by which policies may select. A namespace that is created has no pods yet.
func (c *collector) namespace(r resourceChange) {
	if r.does("update") || r.Type == "kubernetes_labels" {
		c.Undecided = append(c.Undecided, r.where()+": changes of labels by this resource are not evaluated.")
	}
}

// manifest notes objects of a generic provider that decide about traffic.
func (c *collector) manifest(r resourceChange) {
	kinds := effect.Collections(&traffic.State{})
	for _, content := range []json.RawMessage{r.Change.Before, r.Change.After} {
		var is struct {
			Manifest struct{ APIVersion, Kind string }
			YAML     string `json:"yaml_body"`
		}
		if json.Unmarshal(content, &is) != nil {
			continue // null, or not known
		}
		if is.YAML != "" {
			_ = yaml.Unmarshal([]byte(is.YAML), &is.Manifest) // the other provider reports it
		}
		if kinds[effect.NewKind(publicGroup(groupOf(is.Manifest.APIVersion)), is.Manifest.Kind)] != nil {
			c.Undecided = append(c.Undecided, fmt.Sprintf("%s: changes of a %s by this resource are not evaluated.",
				r.where(), is.Manifest.Kind))
			return
		}
	}
}
