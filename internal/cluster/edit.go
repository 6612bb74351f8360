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

// Revise is [Client.Edit] without the read: it sends a patch against the known version of an object. Revise calls Edit
// after a conflict, after a lost answer, and where a dialect or a missing resourceVersion requires the read.
func (c Client[O]) Revise(ctx context.Context, known O, change func(O) error) (edited O, err error) {
	key := Key{known.GetNamespace(), known.GetName()}
	s, err := c.resolve(ctx)
	if err != nil {
		return edited, err
	}
	if _, same := s.api.Dialect.(readable); !same || known.GetResourceVersion() == "" {
		return s.editLive(ctx, key, change)
	}
	raw, err := json.Marshal(shared(known))
	if err != nil {
		return edited, err
	}
	edited, err = s.change(ctx, foundObject[O]{object: known, raw: raw, key: key}, change)
	if apierrors.IsConflict(err) || IsNotFound(err, key) || isUnclear(err) {
		return s.editLive(ctx, key, change)
	}
	return edited, err
}

// foreignManager is a key that stands for the unknown labels and annotations of others. A merge patch that removes our
// last key would otherwise remove the whole map. The key is random, so that no object has it.
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

// Edit applies a change to the current object and returns the result as stored. The change may run several times, each
// time on a fresh object: after a conflict, and after a lost answer, when there may be nothing left to change.
func (c Client[O]) Edit(ctx context.Context, key Key, change func(O) error) (edited O, err error) {
	s, err := c.resolve(ctx)
	if err != nil {
		return edited, err
	}
	return s.editLive(ctx, key, change)
}

func (s resolved[O]) editLive(ctx context.Context, key Key, change func(O) error) (edited O, err error) {
	if err := ctx.Err(); err != nil {
		return edited, err
	}
	patient, cancel := withGrace(ctx)
	defer cancel()
	conflicts := wait.Backoff{Steps: 20, Duration: 20 * time.Millisecond, Factor: 1.3, Jitter: 0.5} // about 15 s in total
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

func (s resolved[O]) edit(ctx context.Context, key Key, change func(O) error) (edited O, err error) {
	before, err := s.find(ctx, key)
	if err != nil {
		return edited, err
	}
	return s.change(ctx, before, change)
}

func (s resolved[O]) change(ctx context.Context, before foundObject[O], change func(O) error) (edited O, err error) {
	patch, err := s.patch(before, change)
	if err != nil || patch == nil {
		return before.object, err
	}
	request, err := s.writingOne(ctx, patchVerb, before.key)
	if err != nil {
		return edited, err
	}
	stored, err := s.write(ctx, request.Body(patch), expectObject(s.api.Dialect.Stored(s.Resource), before.key))
	if err != nil {
		return edited, err
	}
	return s.decode(stored)
}

func patchVerb(client *rest.RESTClient) *rest.Request { return client.Patch(types.MergePatchType) }
