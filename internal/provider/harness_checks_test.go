package provider_test

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
)

// planned checks what a plan says of a resource.
type planned struct {
	address string
	want    map[string]any
}

func (p planned) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	change := changeOf(req.Plan, p.address)
	after, _ := change.After.(map[string]any)
	unknown, _ := change.AfterUnknown.(map[string]any)
	for name, want := range p.want {
		if got := after[name]; !reflect.DeepEqual(normal(got), normal(want)) {
			resp.Error = fmt.Errorf("%s is planned as %v, not %v", name, got, want)
		}
		if unknown[name] == true {
			resp.Error = fmt.Errorf("%s is not known at plan time", name)
		}
	}
}

// normal makes numbers comparable, whatever type they were decoded into.
func normal(v any) string { return fmt.Sprint(v) }

// everyAttributeDiffers checks that a plan changes every attribute that can change.
func (c lifecycle) everyAttributeDiffers(address string) plancheck.PlanCheck {
	return check(func(plan *tfjson.Plan) error {
		change := changeOf(plan, address)
		differs := map[string]bool{}
		compare(change.Before, change.After, "", differs)
		var same []string
		for _, a := range attributesOf(c.kind) {
			excused := slices.ContainsFunc(append(c.never, "timeouts"), func(path string) bool {
				return a.path == path || strings.HasPrefix(a.path, path+".")
			})
			if !a.immutable && !excused && !differs[a.path] {
				same = append(same, a.path)
			}
		}
		if len(same) > 0 {
			return fmt.Errorf("these attributes were changed by somebody else, and the plan does not show it: %s",
				strings.Join(same, ", "))
		}
		return nil
	})
}

// compare collects the paths of attributes, without indexes, whose values differ.
func compare(before, after any, path string, differs map[string]bool) {
	from, isObject := before.(map[string]any)
	to, staysObject := after.(map[string]any)
	if isObject || staysObject {
		names := maps.Clone(from)
		if names == nil {
			names = map[string]any{}
		}
		maps.Copy(names, to)
		for name := range names {
			compare(from[name], to[name], strings.TrimPrefix(path+"."+name, "."), differs)
		}
	}
	was, isList := before.([]any)
	will, staysList := after.([]any)
	if isList || staysList {
		for i := range max(len(was), len(will)) {
			compare(element(was, i), element(will, i), path, differs)
		}
	}
	if !reflect.DeepEqual(before, after) {
		differs[path] = true
	}
}

func element(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func changeOf(plan *tfjson.Plan, address string) *tfjson.Change {
	for _, change := range plan.ResourceChanges {
		if change.Address == address {
			return change.Change
		}
	}
	return &tfjson.Change{}
}

// check is a function as a plan check.
type check func(*tfjson.Plan) error

func (c check) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	resp.Error = c(req.Plan)
}

// bigNumber is a number of any size.
func bigNumber(text string) *big.Float {
	number, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	return number
}
