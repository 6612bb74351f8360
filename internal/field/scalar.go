package field

import (
	"errors"
	"fmt"
	"math/big"
)

var errEmpty = errors.New("An empty value is not allowed: remove the attribute, or set a value.")

// String declares a string. The empty string means "not set". It may be configured if the field is optional and has no
// derived default; in the provider block an empty value is refused.
func String[T ~string](name string, p *T, usage string, list ...Rule[T]) Field {
	return newScalar(name, usage, plain[T]{p}, stringForm[T](), list)
}

// OptString declares a string behind a pointer.
func OptString[T ~string](name string, p **T, usage string, list ...Rule[T]) Field {
	return newScalar(name, usage, pointer[T]{p}, stringForm[T](), list)
}

// Bool declares a bool. It is never absent, so its default is false.
func Bool(name string, p *bool, usage string, list ...Rule[bool]) Field {
	return newScalar(name, usage, neverUnset[bool]{plain[bool]{p}}, boolForm, append(list, Default(false)))
}

// OptBool declares a bool behind a pointer.
func OptBool(name string, p **bool, usage string, list ...Rule[bool]) Field {
	return newScalar(name, usage, pointer[bool]{p}, boolForm, list)
}

// Int declares a whole number. 0 means "not set".
func Int[T whole](name string, p *T, usage string, list ...Rule[T]) Field {
	form := intForm[T]()
	form.empty = func(value T) bool { return value == 0 }
	return newScalar(name, usage, plain[T]{p}, form, list)
}

// Count declares a whole number. 0 is a normal value.
func Count[T whole](name string, p *T, usage string, list ...Rule[T]) Field {
	return newScalar(name, usage, neverUnset[T]{plain[T]{p}}, intForm[T](), list)
}

// OptInt declares a whole number behind a pointer.
func OptInt[T whole](name string, p **T, usage string, list ...Rule[T]) Field {
	return newScalar(name, usage, pointer[T]{p}, intForm[T](), list)
}

// OptNonZero declares a whole number behind a pointer. 0 means "not set", as a missing pointer does.
func OptNonZero[T whole](name string, p **T, usage string, list ...Rule[T]) Field {
	form := intForm[T]()
	form.empty = func(value T) bool { return value == 0 }
	return newScalar(name, usage, pointer[T]{p}, form, list)
}

// OptFloat declares a number behind a pointer.
func OptFloat(name string, p **float64, usage string, list ...Rule[float64]) Field {
	return newScalar(name, usage, pointer[float64]{p}, floatForm, list)
}

// Big declares a whole number of any size behind a pointer.
func Big(name string, p **big.Int, usage string, list ...Rule[big.Int]) Field {
	return newScalar(name, usage, pointer[big.Int]{p}, bigForm, list)
}

// Text declares a value that has a textual form. The zero value means "not set".
func Text[T comparable](name string, p *T, spelling Spelling[T], usage string, list ...Rule[T]) Field {
	return newScalar(name, usage, plain[T]{p}, textForm(spelling), list)
}

// OptText declares a value that has a textual form, behind a pointer.
func OptText[T any](name string, p **T, spelling Spelling[T], usage string, list ...Rule[T]) Field {
	return newScalar(name, usage, pointer[T]{p}, textForm(spelling), list)
}

// ref is the Go variable of a scalar.
type ref[T any] interface {
	get() (T, bool)
	set(value T)
	clear() (restore func())
	target() any
}

// plain is a variable whose zero value means "not set".
type plain[T comparable] struct{ p *T }

func (r plain[T]) get() (T, bool) {
	var zero T
	return *r.p, *r.p != zero
}

func (r plain[T]) set(value T) { *r.p = value }

func (r plain[T]) clear() func() { return cleared(r.p) }

func (r plain[T]) target() any { return r.p }

// neverUnset is a variable that is always set.
type neverUnset[T comparable] struct{ plain[T] }

func (r neverUnset[T]) get() (T, bool) { return *r.p, true }

// pointer is a pointer variable whose nil means "not set".
type pointer[T any] struct{ p **T }

func (r pointer[T]) get() (value T, ok bool) {
	if *r.p == nil {
		return value, false
	}
	return **r.p, true
}

func (r pointer[T]) set(value T) { *r.p = &value }

func (r pointer[T]) clear() func() { return cleared(r.p) }

func (r pointer[T]) target() any { return r.p }

// cleared sets a variable to its zero value and returns a function that restores it.
func cleared[T any](p *T) (restore func()) {
	var zero T
	old := *p
	*p = zero
	return func() { *p = old }
}

// checkedConversion is a form with the rules for its values.
type checkedConversion[T any] struct {
	conversion[T]
	rules *rules[T]
}

// read decodes, normalizes and checks a configured value. A value that fails a check is returned with the error.
func (w checkedConversion[T]) read(v Value) (value T, present bool, err error) {
	if value, err = w.decode(v); err != nil {
		if w.rules.bounds != "" {
			err = fmt.Errorf("`%s` is not allowed: use a whole number %s", v, w.rules.bounds)
		}
		return value, false, err
	}
	if w.rules.normalize != nil {
		value = w.rules.normalize(value)
	}
	if w.empty != nil && w.empty(value) {
		return value, false, errEmpty
	}
	return value, true, w.rules.check(value)
}

// meaning returns equal texts for values that mean the same. An unknown or invalid value means only itself.
func (w checkedConversion[T]) meaning(v Value) string {
	if !v.IsSet() {
		return v.String()
	}
	value, present, err := w.read(v)
	if errors.Is(err, errEmpty) {
		value, present = w.rules.defaultValue.(T)
	}
	switch {
	case !present:
		return v.String()
	case w.rules.equalBy != nil:
		return w.rules.equalBy(value)
	}
	return w.encode(value).String()
}

type scalar[T any] struct {
	at ref[T]
	checkedConversion[T]
}

func newScalar[T any](name, usage string, at ref[T], form conversion[T], list []Rule[T]) Field {
	r := collect(list, func(value T) {
		if _, ok := at.get(); !ok {
			at.set(value)
		}
	})
	return Field{Name: name, Usage: usage, traits: &r.traits, codec: scalar[T]{at, checkedConversion[T]{form, r}}}
}

func (s scalar[T]) shape() shape { return shape{kind: s.kind} }

func (s scalar[T]) target() any { return s.at.target() }

func (s scalar[T]) load(v Value, t *traits) []Problem {
	s.at.clear()
	if v.IsNull() {
		return nil
	}
	value, present, err := s.read(v)
	if present {
		s.at.set(value)
	}
	if errors.Is(err, errEmpty) && s.mayBeOmitted(v, t) {
		if t.setDefault != nil {
			t.setDefault()
		}
		return nil
	}
	if err != nil {
		return problem("%s", err)
	}
	return nil
}

// mayBeOmitted reports whether an empty string means the same as null.
func (s scalar[T]) mayBeOmitted(v Value, t *traits) bool {
	_, hasDefault := t.defaultValue.(T)
	return s.empty(v) && !t.required && t.env == nil && t.origin == configured && (hasDefault || t.setDefault == nil)
}

// dump takes a pointer to what counts as "not set", which others may have stored, for a missing pointer.
func (s scalar[T]) dump() Value {
	value, ok := s.at.get()
	if !ok || s.conversion.empty != nil && s.conversion.empty(value) {
		return Null
	}
	return s.encode(value)
}

func (s scalar[T]) keep(v, like Value, _ mode) Value {
	if !like.IsNull() && (v.Equal(like) || s.meaning(v) == s.meaning(like)) {
		return like
	}
	return v
}

func (s scalar[T]) empty(v Value) bool { return v == NewValue("") }

func (s scalar[T]) present() bool {
	_, ok := s.at.get()
	return ok
}

func (s scalar[T]) clear() func() { return s.at.clear() }

func (s scalar[T]) children() []Fields { return nil }
