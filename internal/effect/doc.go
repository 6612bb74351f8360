// Package effect says what changes of resources do to traffic.
//
//	attributes before and after ──▶ convert.go ──▶ API objects ──▶ apply.go ──▶ two states
//	two states ──▶ package traffic ──▶ effect.go, text.go, markdown.go
//
// Changes come from a plan as JSON (package report) or from the provider itself, which notes what it plans and applies
// (package connectivity). The kinds of the provider convert planned attributes to API objects, by the declarations that
// plan and apply use, so there is no second schema (convert.go). All changes are applied at once to a copy of a state
// (apply.go): deletions and last names first, then what is created and changed. Package traffic evaluates both states
// and folds the difference.
//
// # What is not known
//
// A value that is known only after the apply leaves its object as it is, and the effect says that the change is not
// decided. An answer without it could be wrong in either direction.
package effect
