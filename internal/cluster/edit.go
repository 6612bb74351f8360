package cluster

import (
	"context"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"strconv"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// Revise is Edit for an object of which one knows what it was in some version, which saves a look at it. Where it is
// another by now, or is not kept as it is, it is looked at all the same.
func (s Client[O]) Revise(ctx context.Context, known O, change func(O) error) (edited O, err error) {
	key := Key{known.GetNamespace(), known.GetName()}
	dialect, err := s.dialect(ctx)
	if err != nil {
		return edited, err
	}
	if _, same := dialect.(readable); !same || known.GetResourceVersion() == "" {
		return s.Edit(ctx, key, change)
	}
	raw, err := json.Marshal(shared(known))
	if err != nil {
		return edited, err
	}
	edited, err = s.change(ctx, foundObject[O]{known, raw, key}, change)
	if apierrors.IsConflict(err) || IsNotFound(err, key) || isUnclear(err) {
		return s.Edit(ctx, key, change)
	}
	return edited, err
}

// foreignManager stands for the labels and annotations of others, of which we know nothing: without it, a patch that takes the
// last of ours would take theirs too. It is no key that anybody has.
var foreignManager = FieldManager + "/" + strconv.FormatUint(rand.Uint64(), 36)

func shared[O Object](known O) O {
	for _, keys := range []struct {
		get func() map[string]string
		set func(map[string]string)
	}{{known.GetLabels, known.SetLabels}, {known.GetAnnotations, known.SetAnnotations}} {
		all := map[string]string{foreignManager: ""}
		maps.Copy(all, keys.get())
		keys.set(all)
	}
	return known
}

// Edit changes an object as it is now and returns it as the cluster stored it. The change may be applied more than
// once, each time to what is there then: after a conflict, and after an answer that was lost, when nothing may be left
// to change.
func (s Client[O]) Edit(ctx context.Context, key Key, change func(O) error) (edited O, err error) {
	if err := ctx.Err(); err != nil {
		return edited, err
	}
	patient, cancel := withGrace(ctx)
	defer cancel()
	conflicts := wait.Backoff{Steps: 20, Duration: 20 * time.Millisecond, Factor: 1.3, Jitter: 0.5} // some 12 s in all
	for faults := backoff; ; {
		edited, err = s.edit(patient, key, change)
		backoff := &conflicts
		if isUnclear(err) {
			backoff = &faults
		} else if !apierrors.IsConflict(err) {
			return edited, err
		}
		if ctx.Err() != nil || !s.Connection.waitBackoff(patient, backoff, err) {
			return edited, err
		}
	}
}

func (s Client[O]) edit(ctx context.Context, key Key, change func(O) error) (edited O, err error) {
	before, err := s.find(ctx, key)
	if err != nil {
		return edited, err
	}
	return s.change(ctx, before, change)
}

// change sends what a change makes different.
func (s Client[O]) change(ctx context.Context, before foundObject[O], change func(O) error) (edited O, err error) {
	patch, err := s.patch(ctx, before, change)
	if err != nil || patch == nil {
		return before.object, err
	}
	request, err := s.writingOne(ctx, patchVerb, before.key)
	if err != nil {
		return edited, err
	}
	dialect, err := s.dialect(ctx)
	if err != nil {
		return edited, err
	}
	stored, err := s.write(ctx, request.Body(patch), expectObject(dialect.Stored(s.Resource), before.key))
	if err != nil {
		return edited, err
	}
	return s.decode(ctx, stored)
}

func patchVerb(client *rest.RESTClient) *rest.Request { return client.Patch(types.MergePatchType) }
