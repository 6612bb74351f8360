// Package lab runs a real Kubernetes and Calico control plane on this machine, without containers, without root, and
// without downloads other than Go modules.
//
// A [Lab] is etcd, kube-apiserver and Calico's CRDs, and in aggregated mode Calico's API server. All servers listen on
// free loopback ports, so several labs can run side by side. The servers of a lab end with the process that started the
// lab, even if that process is killed.
//
// The programs that the lab runs are built from modules of their own: kube-apiserver, Calico and OpenTofu pin
// dependencies that do not compile together, and the provider's go.mod must not contain them. [Binary] builds each
// program once into a directory that all checkouts share, under a name with a hash of its sources.
//
// A start costs seconds of CPU time, so tests start few labs. [ForTest] returns a lab that tests share. [Own] lends a
// lab to one test, which may change anything in it; the next test gets it with the records of etcd as they were at
// first. A lab starts from a snapshot of the etcd of an earlier lab with equal CRDs.
package lab
