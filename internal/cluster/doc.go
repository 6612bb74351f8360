// Package cluster is a client for Kubernetes objects of any kind, as Go values. It knows neither Terraform nor Calico.
//
// A [Connection] connects to one cluster. It sends nothing before the first request, which starts discovery: a
// [Discover] function returns the [API] that serves the kinds. [Connection.OptionalAPI] finds API groups that a cluster
// may lack. A [Client] reads and writes the objects of one kind.
//
// A [Dialect] converts objects where the cluster stores them in another form than the API has: another kind or name, or
// metadata in an annotation. [Plain] is the dialect of clusters that store objects unchanged.
//
// # Reads
//
// [Client.Get] reads one object. After several reads of a kind within a short time, the list cache lists all objects of
// the kind and serves the next reads. A write to the kind clears the cache.
//
// # Writes
//
// [Client.Edit] reads an object, applies a change, and sends the difference as a merge patch. The resourceVersion is
// the precondition of the patch; after a conflict, Edit starts over. The patch keeps fields that the Go type lacks,
// even in list elements. [Client.Revise] saves the read if the caller has the object with its resourceVersion.
//
// # Failures
//
// Reads are retried with backoff after transient errors. Writes are sent again only if the server certainly did not
// carry them out. After a lost answer, the client reads the object to find out. A running write has a grace period
// after an interrupt. A circuit breaker stops retries when the cluster has failed for longer than a restart takes.
package cluster
