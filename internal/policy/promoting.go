package policy

import (
	"context"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// promoting is the promotion of a staged policy of the type S to an enforced policy of the type E.
type promoting[S, E cluster.Object] struct {
	*promotion
	*engine.Invocation
	staged   cluster.Client[S]
	enforced cluster.Client[E]
	fields   func(S) field.Fields // attributes of the staged kind
	action   func(S) v3.StagedAction
	copied   func(E) S                      // the enforced specification as that of a staged policy
	write    func(from S, to E)             // copies the specification
	check    func(context.Context, E) error // returns why the policy must not be written
}

// reviewed returns the staged policy of the configuration.
func (p promoting[S, E]) reviewed() (S, error) {
	object := p.staged.New()
	fields := p.fields(object).Dynamic(field.NewStructure(p.fields(object)))
	if err := problemsIn(fields.Load(p.promotion.staged)); err != nil {
		return object, err
	}
	fields.SetDefaults()
	if object.GetName() == "" || p.staged.Resource.Namespaced && object.GetNamespace() == "" {
		return object, problemsIn([]field.Problem{{Text: "it has no name or no namespace"}})
	}
	if action := p.action(object); action != v3.StagedActionSet && action != v3.StagedActionDelete {
		return object, refuse("staged", "Set staged_action to Set or Delete.",
			"a staged policy with the action %s has nothing to enforce", action)
	}
	return object, nil
}

func (p promoting[S, E]) validate() error {
	_, err := p.reviewed()
	return err
}

func (p promoting[S, E]) run(ctx context.Context) error {
	want, err := p.reviewed()
	if err != nil {
		return err
	}
	live, err := fresh(ctx, p.staged, keyOf(want))
	if cluster.IsNotFound(err, keyOf(want)) {
		return refuse("staged", "Create the staged policy first, or correct the configuration.",
			"there is no %s %q", p.staged.Resource.Kind, keyOf(want))
	}
	if err != nil {
		return err
	}
	if changed := differences(p.fields, live, want); len(changed) > 0 {
		return refuse("staged", "Nothing was changed. Plan again, and review the staged policy as it is now.",
			"the staged policy %q was changed since the plan, in %s", keyOf(want), strings.Join(changed, ", "))
	}
	if p.action(want) == v3.StagedActionDelete {
		err = p.remove(ctx, keyOf(want))
	} else {
		err = p.enforce(ctx, want)
	}
	if err != nil || !p.deleteStaged {
		return err
	}
	return p.dropStaged(ctx, live)
}

// enforce creates the enforced policy, or replaces the specification of the existing policy.
func (p promoting[S, E]) enforce(ctx context.Context, want S) error {
	policy := p.enforced.New()
	policy.SetName(want.GetName())
	policy.SetNamespace(want.GetNamespace())
	p.write(want, policy)
	if err := p.check(ctx, policy); err != nil {
		return err
	}
	kind, key := p.enforced.Resource.Kind, keyOf(want)
	live, err := fresh(ctx, p.enforced, key)
	if cluster.IsNotFound(err, key) {
		if _, err = p.enforced.Create(ctx, policy); err == nil {
			p.Progress("Created the %s %s.", kind, key)
		}
		if !apierrors.IsAlreadyExists(err) {
			return err
		}
		live, err = fresh(ctx, p.enforced, key)
	}
	if err != nil {
		return err
	}
	if p.differs(live, want) == "" {
		p.Progress("The %s %s is already enforced as staged.", kind, key)
		return nil
	}
	_, err = p.enforced.Edit(ctx, key, func(current E) error {
		if err := p.mayReplace(current, p.differs(current, want)); err != nil {
			return err
		}
		p.write(want, current)
		return nil
	})
	if err == nil {
		p.Progress("Replaced the specification of the %s %s.", kind, key)
	}
	return err
}

// differs returns in which attributes an enforced policy is not the staged policy with the action Set.
func (p promoting[S, E]) differs(enforced E, want S) string {
	return strings.Join(differences(p.fields, p.copied(enforced), want), ", ")
}

// remove deletes the enforced policy.
func (p promoting[S, E]) remove(ctx context.Context, key cluster.Key) error {
	live, err := fresh(ctx, p.enforced, key)
	if cluster.IsNotFound(err, key) {
		p.Progress("There is no %s %s to delete.", p.enforced.Resource.Kind, key)
		return nil
	}
	if err != nil {
		return err
	}
	if err := p.mayReplace(live, "its existence"); err != nil {
		return err
	}
	if err := p.enforced.Delete(ctx, key, exactly(live)); err != nil {
		return err
	}
	p.Progress("Deleted the %s %s.", p.enforced.Resource.Kind, key)
	return nil
}

// mayReplace refuses to change an enforced policy that was not expected, or that another owner manages.
func (p promoting[S, E]) mayReplace(live E, differs string) error {
	if _, compiled := live.GetAnnotations()[IntentAnnotation]; compiled {
		return refuse("staged", "Change the isolation, or give the staged policy another name.",
			"an isolation owns the enforced policy %q", keyOf(live))
	}
	if advice := calico.ManagedByOperator(live); advice != "" {
		return refuse("staged", advice, "the Tigera operator owns the enforced policy %q", keyOf(live))
	}
	if p.replace || differs == "" {
		return nil
	}
	return refuse("replace", "Nothing was changed. Compare the two policies. Set replace = true to enforce the staged "+
		"policy, or give the staged policy another name.",
		"the enforced policy %q exists and differs in %s", keyOf(live), differs)
}

// dropStaged deletes the staged policy that was promoted, unless it was changed since.
func (p promoting[S, E]) dropStaged(ctx context.Context, live S) error {
	err := p.staged.Delete(ctx, keyOf(live), exactly(live))
	if apierrors.IsConflict(err) {
		return refuse("delete_staged", "The promotion is complete. Review the staged policy, and promote or delete it.",
			"the staged policy %q was changed during the promotion and was not deleted", keyOf(live))
	}
	if err == nil {
		p.Progress("Deleted the %s %s.", p.staged.Resource.Kind, keyOf(live))
	}
	return err
}

// fresh reads an object, never from a cache.
func fresh[O cluster.Object](ctx context.Context, client cluster.Client[O], key cluster.Key) (O, error) {
	return client.Edit(ctx, key, func(O) error { return nil })
}

func keyOf(object metav1.Object) cluster.Key {
	return cluster.Key{Namespace: object.GetNamespace(), Name: object.GetName()}
}

// exactly returns preconditions that only this version of an object meets.
func exactly(object metav1.Object) metav1.Preconditions {
	uid, version := object.GetUID(), object.GetResourceVersion()
	return metav1.Preconditions{UID: &uid, ResourceVersion: &version}
}
