package traffic

import (
	"strings"

	"github.com/projectcalico/calico/lib/std/uniquestr"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	"github.com/projectcalico/calico/libcalico-go/lib/selector/parser"
)

// labels are what selectors see of an endpoint or a network set: labels of its own, and those that it inherits of its
// namespace and service account. The first map that has a label wins.
type labels []map[string]string

// GetHandle returns the value of a label, as Calico's selectors ask for it.
func (l labels) GetHandle(name uniquestr.Handle) (uniquestr.Handle, bool) {
	value, found := l.get(name.Value())
	if !found {
		return uniquestr.Handle{}, false
	}
	return uniquestr.Make(value), true
}

func (l labels) get(name string) (string, bool) {
	for _, m := range l {
		if value, found := m[name]; found {
			return value, true
		}
	}
	return "", false
}

// inherited returns the labels of a namespace or a service account as their pods inherit them.
func inherited(prefix, name string, own map[string]string) map[string]string {
	all := map[string]string{prefix + conversion.NameLabel: name}
	for key, value := range own {
		if key != conversion.NameLabel {
			all[prefix+key] = value
		}
	}
	return all
}

// unprefixed returns labels without those that would pass for inherited ones.
func unprefixed(own map[string]string) map[string]string {
	all := make(map[string]string, len(own)+1)
	for key, value := range own {
		if !strings.HasPrefix(key, conversion.NamespaceLabelPrefix) &&
			!strings.HasPrefix(key, conversion.ServiceAccountLabelPrefix) {
			all[key] = value
		}
	}
	return all
}

// labelNames collects the names of the labels that selectors look at.
type labelNames map[string]bool

// Visit is called by Calico's parser for each part of a selector.
func (n labelNames) Visit(part any) {
	switch p := part.(type) {
	case *parser.LabelEqValueNode:
		n[p.LabelName.Value()] = true
	case *parser.LabelNeValueNode:
		n[p.LabelName.Value()] = true
	case *parser.LabelContainsValueNode:
		n[p.LabelName.Value()] = true
	case *parser.LabelStartsWithValueNode:
		n[p.LabelName.Value()] = true
	case *parser.LabelEndsWithValueNode:
		n[p.LabelName.Value()] = true
	case *parser.HasNode:
		n[p.LabelName.Value()] = true
	case *parser.LabelInSetNode:
		n[p.LabelName.Value()] = true
	case *parser.LabelNotInSetNode:
		n[p.LabelName.Value()] = true
	}
}
