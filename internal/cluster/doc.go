// Package cluster is where objects live: it gets, lists, creates, edits and deletes objects of any kind through the
// Kubernetes API, and knows neither Terraform nor Calico.
//
// A [Connection] asks nothing of the cluster before the first request; then it finds out once which API serves the
// kinds. A [Store] holds the objects of one kind as Go values.
//
// A read is fresh, except that many reads of a kind within a short while are served from one list. A change is one
// request where [Store.Revise] knows what the object was.
//
// An update is an edit: [Store.Edit] applies a change to the object as it is now and sends the difference as a merge
// patch with the version it was computed from, and starts over when somebody else was faster. The difference is taken
// between Go values and laid over the raw object, so what the Go type does not know, in a list element too, is kept.
package cluster
