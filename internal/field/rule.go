package field

import (
	"fmt"
	"slices"
	"strings"
)

// Rule is one fact about a field beyond its name and place. T is the type of the field's value.
type Rule[T any] func(*rules[T])

// rules are the facts about one field.
type rules[T any] struct {
	traits
	set       func(T) // sets the field when it is absent
	checks    []func(T) error
	equalBy   func(T) string // equal for values that mean the same
	normalize func(T) T      // what is sent for what is configured
	each      any            // the *rules[E] of a list's elements
	unordered bool           // elements in any order mean the same
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

// Required says that the attribute must be configured.
func Required[T any](r *rules[T]) { r.required = true }

// Immutable says that another value needs another object.
func Immutable[T any](r *rules[T]) { r.immutable = true }

// Sensitive keeps the value out of what Terraform shows.
func Sensitive[T any](r *rules[T]) { r.sensitive = true }

// MayBeEmpty accepts a configured value that is empty and means the same as none.
func MayBeEmpty[T any](r *rules[T]) { r.mayBeEmpty, r.emptyAdvice = true, "" }

// Unordered says that the order of the elements means nothing, and that none may be there twice.
func Unordered[T any](r *rules[T]) { r.unordered = true }

// Default is the value that an absent field has.
func Default[T any](value T) Rule[T] {
	return func(r *rules[T]) {
		set := r.set
		r.setDefault = func() { set(value) }
		r.defaultValue = value
	}
}

// Derive is the value that an absent field takes from other fields. The text says it in the documentation.
func Derive[T any](says string, value func() T, from ...string) Rule[T] {
	return func(r *rules[T]) {
		set := r.set
		r.setDefault = func() { set(value()) }
		r.depends = from
		r.defaultValue = derived(says)
	}
}

// OneOf lists the values that are allowed.
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
			return fmt.Errorf("%s is not allowed here: say %s", literal(got), orList(literals(allowed)))
		})
	}
}

// Between says which whole numbers are allowed.
func Between[T whole](first, last T) Rule[T] {
	return func(r *rules[T]) {
		r.notes = append(r.notes, fmt.Sprintf("From %d to %d.", first, last))
		r.checks = append(r.checks, func(got T) error {
			if first <= got && got <= last {
				return nil
			}
			return fmt.Errorf("`%d` is not allowed here: say a number from %d to %d", got, first, last)
		})
	}
}

// Check refuses values for which it returns an error.
func Check[T any](check func(T) error) Rule[T] {
	return func(r *rules[T]) { r.checks = append(r.checks, check) }
}

// EqualBy makes values equal that have the same meaning, however they are spelled.
func EqualBy[T any](meaning func(T) string) Rule[T] {
	return func(r *rules[T]) { r.equalBy = meaning }
}

// Normalize is applied to what is configured before it is checked and sent.
func Normalize[T any](clean func(T) T) Rule[T] {
	return func(r *rules[T]) { r.normalize = clean }
}

// Each applies rules to the elements of a list.
func Each[T any](list ...Rule[T]) Rule[[]T] {
	return func(r *rules[[]T]) {
		element := collect(list, nil)
		r.each = element
		r.allowed = append(r.allowed, element.allowed...)
		r.valuesSince = element.valuesSince
	}
}

// Env names environment variables that stand in for an attribute of the provider block, in order of preference.
func Env[T any](names ...string) Rule[T] {
	return func(r *rules[T]) { r.env = names }
}

// derived is how a default is derived, in words.
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
