package engine

import (
	"encoding/json"
	"reflect"
)

// private is what Terraform keeps for us beside a state. Practitioners do not see it.
type private struct {
	proof     proof
	ownership ownership
	found     []string // nested objects that were in a shared object before they were configured
	unread    bool     // the state has only the name of the object: see [Server.MoveResourceState]
}

// decodePrivate reads what Terraform kept: JSON by keys, in the framework's form. Keys that begin with a dot are the
// framework's own. What cannot be read is empty.
func decodePrivate(content []byte) (p private) {
	var raw map[string][]byte
	if len(content) == 0 || json.Unmarshal(content, &raw) != nil {
		return private{}
	}
	for key, part := range p.parts() {
		if json.Unmarshal(raw[key], part) != nil {
			reflect.ValueOf(part).Elem().SetZero()
		}
	}
	return p
}

func (p *private) parts() map[string]any {
	return map[string]any{
		"proof": &p.proof, "ownership": &p.ownership, "found": &p.found, "unread": &p.unread,
	}
}

func (p private) encode() []byte {
	raw := map[string][]byte{}
	for key, part := range p.parts() {
		if !reflect.ValueOf(part).Elem().IsZero() {
			raw[key], _ = json.Marshal(part) // it is strings, lists and booleans
		}
	}
	if len(raw) == 0 {
		return nil
	}
	content, _ := json.Marshal(raw)
	return content
}
