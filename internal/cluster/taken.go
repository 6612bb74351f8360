package cluster

import (
	"context"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// NameTakenError says that an object with another name has the stored name of a new object. It is no AlreadyExists
// error, since no object of the new name can be updated or imported.
type NameTakenError struct {
	Kind string
	By   Key // the object that exists
}

func (e *NameTakenError) Error() string {
	return fmt.Sprintf("the %s %q exists, and Calico up to 3.31 stores both under one name", e.Kind, e.By)
}

// checkFree refuses a new object that exists under another stored name than its usual one. Where the API server reads
// the names itself, it is asked by the write.
func (s resolved[O]) checkFree(ctx context.Context, key Key) error {
	if err := s.checkName(key); err != nil {
		return err
	}
	if _, same := s.api.Dialect.(readable); same {
		return nil
	}
	_, err := s.findUnder(ctx, key, s.api.Dialect.StoredNames(s.Resource, key.Name)[1:])
	switch {
	case err == nil:
		return apierrors.NewAlreadyExists(schema.GroupResource{Resource: s.Resource.Plural}, key.Name)
	case IsNotFound(err, key):
		return nil
	}
	return err
}

// explainTaken finds out whether another object has the stored name of an object that could not be created.
func (s resolved[O]) explainTaken(ctx context.Context, key Key, err error) error {
	if !apierrors.IsAlreadyExists(err) {
		return err
	}
	for _, name := range s.api.Dialect.SharedNames(s.Resource, key.Name) {
		other := Key{key.Namespace, name}
		if _, missing := s.find(ctx, other); missing == nil {
			return &NameTakenError{s.Resource.Kind, other}
		}
	}
	return err
}
