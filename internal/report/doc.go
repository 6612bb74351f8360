// Package report says what a plan of Terraform does to traffic: the command `terraform-provider-calico traffic`.
//
//	terraform show -json tfplan ──▶ plan.go ──▶ changes.go ──┐
//	              cluster or manifests ──▶ traffic.State ──▶ effect.Applied ──▶ traffic.Diff ──▶ the formats
//
// A plan has the planned attributes of each resource as JSON (value.go). Package effect applies the changes to a state
// and says what differs.
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
