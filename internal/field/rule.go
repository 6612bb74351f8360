package field

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Rule is a property of a field. T is the type of the field's value.
type Rule[T any] func(*rules[T])

type rules[T any] struct {
	traits
	set       func(T) // sets the field if it is absent
	checks    []func(T) error
	equalBy   func(T) string // returns equal texts for values that mean the same
	normalize func(T) T      // changes a configured value before it is sent
	bounds    string         // the smallest and the largest number, for messages; empty without [Between]
	each      any            // the *rules[E] of list elements
	unordered bool           // the order of the elements has no meaning
}

func collect[T any](list []Rule[T], set func(T)) *rules[T] {
	r := &rules[T]{set: set}
	for _, rule := range list {
		rule(r)
	}
	return r
}

func (r *rules[T]) check(value T) error {
	for _, check := range r.checks {
		if err := check(value); err != nil {
			return err
		}
	}
	return nil
}

// Required declares that the attribute must be configured.
func Required[T any](r *rules[T]) { r.required = true }

// Immutable declares that a change replaces the object.
func Immutable[T any](r *rules[T]) { r.immutable = true }

// Sensitive hides the value in the output of Terraform.
func Sensitive[T any](r *rules[T]) { r.sensitive = true }

// MayBeEmpty accepts a configured value that is empty. The empty value means the same as null.
func MayBeEmpty[T any](r *rules[T]) { r.mayBeEmpty, r.emptyAdvice = true, "" }

// Unordered declares that the elements are a set: their order and duplicates have no meaning.
func Unordered[T any](r *rules[T]) { r.unordered = true }

// Default sets the value of an absent field.
func Default[T any](value T) Rule[T] {
	return func(r *rules[T]) {
		set := r.set
		r.setDefault = func() { set(value) }
		r.defaultValue = value
	}
}

// Derive computes the value of an absent field from the fields in from. says describes the value in the documentation.
func Derive[T any](says string, value func() T, from ...string) Rule[T] {
	return func(r *rules[T]) {
		set := r.set
		r.setDefault = func() { set(value()) }
		r.depends = from
		r.defaultValue = derived(says)
	}
}

// OneOf lists the allowed values.
func OneOf[T comparable](values ...T) Rule[T] {
	return func(r *rules[T]) {
		for _, value := range values {
			r.allowed = append(r.allowed, value)
		}
		allowed := r.allowed
		r.checks = append(r.checks, func(got T) error {
			if slices.Contains(values, got) {
				return nil
			}
			return fmt.Errorf("%s is not allowed: use %s", literal(got), orList(literals(allowed)))
		})
	}
}

// OneOfAnyCase lists the allowed values of an enumeration that Calico reads in any case. They are sent as listed.
func OneOfAnyCase[T ~string](values ...T) Rule[T] {
	return func(r *rules[T]) {
		OneOf(values...)(r)
		r.normalize = func(got T) T {
			at := slices.IndexFunc(values, func(v T) bool { return strings.EqualFold(string(v), string(got)) })
			if at < 0 {
				return got
			}
			return values[at]
		}
	}
}

// Between sets the smallest and the largest allowed number.
func Between[T whole](first, last T) Rule[T] {
	return func(r *rules[T]) {
		r.notes = append(r.notes, fmt.Sprintf("From %d to %d.", first, last))
		r.bounds = fmt.Sprintf("from %d to %d", first, last)
		bounds := r.bounds
		r.checks = append(r.checks, func(got T) error {
			if first <= got && got <= last {
				return nil
			}
			return fmt.Errorf("`%d` is not allowed: use a number %s", got, bounds)
		})
	}
}

// Check refuses values for which check returns an error.
func Check[T any](check func(T) error) Rule[T] {
	return func(r *rules[T]) { r.checks = append(r.checks, check) }
}

// EqualBy sets the semantic equality of values: meaning returns equal texts for values that mean the same.
func EqualBy[T any](meaning func(T) string) Rule[T] {
	return func(r *rules[T]) { r.equalBy = meaning }
}

// Normalize changes a configured value before it is checked and sent.
func Normalize[T any](clean func(T) T) Rule[T] {
	return func(r *rules[T]) { r.normalize = clean }
}

// Each applies rules to the elements of a list.
func Each[T any](list ...Rule[T]) Rule[[]T] {
	return func(r *rules[[]T]) {
		element := collect(list, nil)
		r.each = element
		r.allowed = append(r.allowed, element.allowed...)
		r.gates = append(r.gates, element.gates...)
	}
}

// Env names environment variables that may set an attribute of the provider block, in order of preference.
func Env[T any](names ...string) Rule[T] {
	return func(r *rules[T]) { r.env = names }
}

// derived is text that describes a default.
type derived string

func literals(values []any) (all []string) {
	for _, value := range values {
		all = append(all, literal(value))
	}
	return all
}

func literal(value any) string {
	switch v := value.(type) {
	case derived:
		return string(v)
	case float64:
		return "`" + strconv.FormatFloat(v, 'f', -1, 64) + "`"
	case fmt.Stringer:
		return "`" + v.String() + "`"
	default:
		text := fmt.Sprintf("%v", v)
		text = strings.NewReplacer("[", "", "]", "").Replace(text)
		return "`" + strings.ReplaceAll(text, " ", "`, `") + "`"
	}
}

func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
