// Package report says what a plan of Terraform does to traffic: the command `terraform-provider-calico traffic`.
//
//	terraform show -json tfplan ──▶ plan.go ──▶ object.go ──┐
//	              cluster or manifests ──▶ traffic.State ──▶ apply.go ──▶ traffic.Diff ──▶ text, Markdown, JSON, SVG
//
// A plan has the planned attributes of each resource. The kinds of the provider convert them to API objects, by the
// declarations that plan and apply use, so there is no second schema (object.go). All changes are applied at once to
// a copy of the state (apply.go): deletions and last names first, then what is created and changed. Package traffic
// evaluates both states and folds the difference.
//
// # What is not known
//
// A value that is known only after the apply leaves its object as it is, and the report says that the change is not
// decided. So it does for other resources that decide about traffic and cannot be evaluated (others.go). A gate
// (-fail-on) does not pass with an undecided change: an answer without it could be wrong in either direction.
//
// # Manifests
//
// Without a cluster, a folder of manifests stands for it (manifests.go). Workloads stand for their pods, and defaults
// that an API server would set are set. Objects of the plan's prior state are added if the folder lacks them.
package report
