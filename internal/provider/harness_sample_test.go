package provider_test

import (
	"maps"
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// value is a configuration as Terraform sends it.
func (p *sampler) value(config sample) tftypes.Value {
	return valueOf(p.schema.ResourceSchemas[p.kind].ValueType(), config)
}

func valueOf(t tftypes.Type, value any) tftypes.Value {
	if t.Is(tftypes.DynamicPseudoType) && value != nil {
		return literal(value)
	}
	switch v := value.(type) {
	case sample:
		values := map[string]tftypes.Value{}
		if of, isMap := t.(tftypes.Map); isMap {
			for name, element := range v {
				values[name] = valueOf(of.ElementType, element)
			}
			return tftypes.NewValue(t, values)
		}
		of, _ := t.(tftypes.Object)
		for name, at := range of.AttributeTypes {
			values[name] = valueOf(at, v[name])
		}
		return tftypes.NewValue(t, values)
	case []any:
		of, _ := t.(tftypes.List)
		values := make([]tftypes.Value, len(v))
		for i, element := range v {
			values[i] = valueOf(of.ElementType, element)
		}
		return tftypes.NewValue(t, values)
	case int:
		return tftypes.NewValue(t, big.NewFloat(float64(v)))
	}
	return tftypes.NewValue(t, value)
}

// literal is a value of the type that a literal has in a configuration.
func literal(value any) tftypes.Value {
	switch v := value.(type) {
	case sample:
		types, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
		for name, part := range v {
			values[name] = literal(part)
			types[name] = values[name].Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)
	case []any:
		types, values := make([]tftypes.Type, len(v)), make([]tftypes.Value, len(v))
		for i, part := range v {
			values[i] = literal(part)
			types[i] = values[i].Type()
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: types}, values)
	case bool:
		return tftypes.NewValue(tftypes.Bool, v)
	case int:
		return num(v)
	case *big.Float:
		return tftypes.NewValue(tftypes.Number, v)
	case nil:
		return tftypes.NewValue(tftypes.DynamicPseudoType, nil)
	}
	return str("%s", value)
}

// words are what texts may have to be.
var words = []any{
	"t1", "t2", "all()", "has(a)", "10.61.0.0/16", "10.62.0.0/16", "10.61.0.0/24", "fd61::/64", "fd62::/64", "10.61.0.1",
	"10.62.0.1", "fd61::1", "fd62::1", "30s", "40s", "TCP", "UDP", "ICMP", "47", "17", "80", "81", "8000:8010",
	"9000:9010", "65001:1", "65002:2", "/t1", "/t2", "GET", "PUT", "a=true", "b=true", "*", "10/second", "20/hour",
}

var (
	quoted = regexp.MustCompile("`([^`]+)`")
	span   = regexp.MustCompile(`From (-?\d+) to (\d+)\.`)
)

func (p *sampler) name(l leaf) string { return l.path[strings.LastIndexAny(l.path, ".]")+1:] }

// candidates are values to try: what was accepted before in such a place, and what comes next.
func (p *sampler) candidates(l leaf) []any {
	all := p.all(l)
	value, ok := p.known[p.name(l)]
	if !ok {
		return all
	}
	i := slices.IndexFunc(all, func(other any) bool { return reflect.DeepEqual(other, value) })
	if i < 0 { // attributes of one name and different types
		return all
	}
	return all[i:min(i+3, len(all))]
}

// all are values of the type that an attribute has.
func (p *sampler) all(l leaf) (all []any) {
	list := tftypes.List{ElementType: tftypes.String}
	switch {
	case l.Type.Is(tftypes.Bool):
		return append(all, true, false)
	case l.Type.Is(tftypes.Number):
		if found := span.FindStringSubmatch(l.Description); found != nil {
			low, _ := strconv.Atoi(found[1])
			return append(all, low+1, low+2)
		}
		return append(all, 1, 2, 4, 6, 28, 0)
	case l.Type.Is(tftypes.Map{ElementType: tftypes.String}):
		return append(all, sample{"k": "t1"}, sample{"k": "t2"})
	}
	texts := words
	if _, says, ok := strings.Cut(l.Description, "One of "); ok {
		var later []any // which not every release has
		texts = nil
		says, after, _ := strings.Cut(says, ".")
		for _, found := range quoted.FindAllStringSubmatch(says, -1) {
			if strings.Contains(after, found[0]+" requires Calico") {
				later = append(later, found[1])
			} else {
				texts = append(texts, found[1])
			}
		}
		texts = append(texts, later...)
	}
	for _, text := range texts {
		if l.Type.Is(list) {
			text = []any{text}
		}
		all = append(all, text)
	}
	return all
}

// around is the path of the object that an attribute is in.
func around(path string) string {
	return strings.TrimSuffix(path[:max(strings.LastIndexByte(path, '.'), 0)], "[]")
}

func holds(config sample, path string) bool { return path == "" || get(config, path) != nil }

// get is what is at a path, in the first element of each list.
func get(config sample, path string) any {
	var at any = config
	for name := range strings.SplitSeq(path, ".") {
		if list, ok := at.([]any); ok && len(list) > 0 {
			at = list[0]
		}
		fields, _ := at.(sample)
		at = fields[strings.TrimSuffix(name, "[]")]
	}
	return at
}

// put sets what is at a path, and makes what is around it.
func put(config sample, path string, value any) {
	name, rest, more := strings.Cut(path, ".")
	if !more {
		config[name] = value
		return
	}
	name, inList := strings.CutSuffix(name, "[]")
	if config[name] == nil {
		config[name] = sample{}
		if inList {
			config[name] = []any{sample{}}
		}
	}
	inner := config[name]
	if list, ok := inner.([]any); ok {
		inner = list[0]
	}
	fields, _ := inner.(sample)
	put(fields, rest, value)
}

// drop takes away what is at a path.
func drop(config sample, path string) {
	at := strings.LastIndexByte(path, '.')
	var inner any = config
	if at >= 0 {
		inner = get(config, path[:at])
	}
	if list, ok := inner.([]any); ok {
		inner = list[0]
	}
	fields, _ := inner.(sample)
	delete(fields, path[at+1:])
}

func clone(config sample) sample {
	copied := maps.Clone(config)
	for name, value := range copied {
		switch v := value.(type) {
		case sample:
			copied[name] = clone(v)
		case []any:
			if inner, ok := v[0].(sample); ok {
				copied[name] = []any{clone(inner)}
			}
		}
	}
	return copied
}
