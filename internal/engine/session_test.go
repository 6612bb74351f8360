package engine

import (
	"context"
	"errors"
	"maps"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestBreaker checks that plans do not wait again for a cluster that has just not answered, and ask any other.
func TestBreaker(t *testing.T) {
	hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	refuse := func(context.Context) error { return context.DeadlineExceeded } // of somebody else
	delay := func(context.Context) error { time.Sleep(2 * planTimeout); return nil }
	for name, c := range map[string]struct {
		ask   func(context.Context) error
		pause time.Duration
		took  time.Duration
		open  bool
	}{
		"no answer":                    {hang, openTime - 1, planTimeout, true},
		"no answer some time ago":      {hang, openTime, planTimeout, false},
		"an error":                     {refuse, 0, 0, false},
		"an answer that took its time": {delay, 0, 2 * planTimeout, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			session, began, asked := NewSession(nil, nil), time.Now(), false
			_ = session.tryCluster(t.Context(), c.ask)
			if took := time.Since(began); took != c.took {
				t.Errorf("%s: it took %s", name, took)
			}
			time.Sleep(c.pause)
			err := session.tryCluster(t.Context(), func(context.Context) error { asked = true; return nil })
			if asked == c.open || errors.Is(err, errOpen) != c.open {
				t.Errorf("%s: asked is %t, and the error %v", name, asked, err)
			}
		})
	}
}

// TestPlannedObjects checks that the plan counts, and not what is live, where the two differ.
func TestPlannedObjects(t *testing.T) {
	var full plannedObjects
	full.record("gate", "new", &gate{Size: 2})
	full.record("gate", "changed", &gate{Size: 2})
	full.record("gate", "deleted", nil)
	full.record("gate", "", &gate{Size: 2}) // its name is not known yet
	full.record("door", "stays", nil)
	for name, c := range map[string]struct {
		prior   string
		planned *plannedObjects
		want    map[string]int
	}{
		"no plan":                  {"", nil, map[string]int{"stays": 1, "changed": 1, "deleted": 1}},
		"an empty plan":            {"stays", &plannedObjects{}, map[string]int{"changed": 1, "deleted": 1}},
		"a plan":                   {"", &full, map[string]int{"stays": 1, "changed": 2, "new": 2}},
		"a name for somebody else": {"changed", &full, map[string]int{"stays": 1, "changed": 2, "new": 2}},
	} {
		live, got := map[string]*gate{"stays": {Size: 1}, "changed": {Size: 1}, "deleted": {Size: 1}}, map[string]int{}
		for id, g := range Planned(PlanContext{PriorID: c.prior, planned: c.planned}, "gate", live) {
			got[id] = g.Size
		}
		if !maps.Equal(got, c.want) || len(live) != 3 || live["changed"].Size != 1 {
			t.Errorf("%s: they are %v, and live %v", name, got, live)
		}
	}
}

// meeting is a resource that gives a name up, and another one that wants it. All times are since the run began.
type meeting struct {
	giveAt, takeAt time.Duration // -1 for never
	planned        bool          // it is planned that the name is wanted
	picky          bool          // the other resource does not want what it is offered
	broken         bool          // the object cannot be deleted
	end            string
}

// hold lets the two meet. The end says in order what happened to the object, and when the one that gave it was done.
func (m meeting) hold(ctx context.Context) (end string) {
	var all claims
	began, given := time.Now(), &offer{proof: proof{UID: "1"}}
	name := func() *claim { return all.of("gate", "web") }
	all.of("gate", "db") // another name begins the run
	if m.planned {
		name().expect()
	}
	accept := func(how string, o *offer) error {
		if o != given || m.picky {
			return errNotOffered
		}
		end += how
		return nil
	}
	late := func(_ context.Context, o *offer) error { return accept("late ", o) }
	var taker sync.WaitGroup
	if m.takeAt >= 0 {
		taker.Go(func() {
			time.Sleep(m.takeAt)
			_ = name().take(ctx, func(o *offer) error { return accept("taken ", o) }, late)
		})
	}
	time.Sleep(m.giveAt)
	name().give(ctx, given)
	err := name().vacate(ctx, func() error {
		if end += "removed "; m.broken {
			return errRefused
		}
		return nil
	})
	if end += time.Since(began).String(); err != nil {
		end += " " + err.Error() + " "
	}
	taker.Wait()
	return end
}

// TestNamesPassOn checks that an object is deleted unless somebody takes it, and how long that waits.
func TestNamesPassOn(t *testing.T) {
	const s = time.Second
	for name, m := range map[string]meeting{
		"nobody":                    {0, -1, false, false, false, "removed 500ms"},
		"nobody in a long run":      {s, -1, false, false, false, "removed 1s"},
		"nobody though planned":     {s, -1, true, false, false, "removed 3s"},
		"somebody who waits":        {s / 2, 0, false, false, false, "taken 500ms"},
		"somebody who begins":       {0, s / 10, false, false, false, "taken 100ms"},
		"somebody planned":          {0, s * 19 / 10, true, false, false, "taken 1.9s"},
		"somebody else":             {0, s / 10, false, true, false, "removed 1.1s"},
		"somebody after that":       {0, s, false, false, false, "removed 500ms"},
		"somebody who gave up":      {3 * s, 0, false, false, false, "late 3s"},
		"somebody else who gave up": {3 * s, 0, false, true, false, "removed 3s"},
		"somebody long ago":         {32 * s, 0, false, false, false, "removed 32s"},
		"a failed deletion":         {0, 20 * s, false, false, true, "removed 500ms refused taken "},
		"a forgotten deletion":      {0, 31 * s, false, false, true, "removed 500ms refused "},
	} {
		synctest.Test(t, func(t *testing.T) {
			if end := m.hold(t.Context()); end != m.end {
				t.Errorf("%s: it ended with %q, not %q", name, end, m.end)
			}
		})
	}
}
