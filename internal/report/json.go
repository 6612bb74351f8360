package report

import (
	"encoding/json"
	"io"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// jsonReport is the report as JSON. Names stay, and fields may be added.
type jsonReport struct {
	Of         string       `json:"of"`
	Summary    string       `json:"summary"`
	Opens      []jsonChange `json:"opens"`
	Shuts      []jsonChange `json:"shuts"`
	Undecided  []string     `json:"undecided"`
	Unmodelled []string     `json:"unmodelled"`
	Notes      []string     `json:"notes"`
}

type jsonChange struct {
	From        string         `json:"from"`
	To          string         `json:"to"`
	IPVersion   int            `json:"ip_version,omitempty"`
	Connections string         `json:"connections"`
	Pairs       int            `json:"pairs"`
	Before      []jsonDecision `json:"before"`
	After       []jsonDecision `json:"after"`
}

type jsonDecision struct {
	Action      string `json:"action"`
	Direction   string `json:"direction"`
	Connections string `json:"connections"`
	Tier        string `json:"tier,omitempty"`
	Kind        string `json:"kind,omitempty"`
	Namespace   string `json:"namespace,omitempty"`
	Policy      string `json:"policy,omitempty"`
	Rule        *int   `json:"rule,omitempty"`
}

func (r *report) json(to io.Writer) error {
	encoder := json.NewEncoder(to)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(jsonReport{
		Of: r.of, Summary: r.Summary(), Opens: jsonChanges(r.Opens), Shuts: jsonChanges(r.Shuts),
		Undecided: texts(r.Undecided), Unmodelled: texts(r.Unmodelled), Notes: texts(r.Notes),
	})
}

// texts returns a list that is not null in JSON.
func texts(all []string) []string { return append([]string{}, all...) }

func jsonChanges(changes []traffic.Change) []jsonChange {
	all := []jsonChange{}
	for _, c := range changes {
		all = append(all, jsonChange{
			From: c.From, To: c.To, IPVersion: c.IPVersion, Connections: c.Conns.String(), Pairs: c.Pairs,
			Before: jsonDecisions(c.Before), After: jsonDecisions(c.After),
		})
	}
	return all
}

func jsonDecisions(decisions []traffic.Decision) []jsonDecision {
	all := []jsonDecision{}
	for _, d := range decisions {
		decision := jsonDecision{
			Action: string(d.Action), Direction: d.Direction, Connections: d.Conns.String(), Tier: d.Tier, Kind: d.Kind,
			Namespace: d.Namespace, Policy: d.Policy,
		}
		if d.Rule != traffic.NoRule && d.Policy != "" {
			decision.Rule = &d.Rule
		}
		all = append(all, decision)
	}
	return all
}
