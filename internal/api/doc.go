// Package api extends Calico's Go types by the fields of releases later than the linked Go module. A struct embeds the
// struct of Calico's module, so its JSON has the fields of both. A field with the JSON name of an embedded field
// replaces the embedded field: it has the type that later releases have. Calico's validator runs on the embedded part.
package api

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// Object is an object with a specification of type S.
type Object[S any] struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`

	Spec S `json:"spec"`
}

// New returns an empty object.
func New[S any]() *Object[S] { return &Object[S]{} }
