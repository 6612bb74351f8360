// Package lab runs a real Kubernetes and Calico control plane on this machine: no containers, no root, no download
// beyond Go modules.
//
// A [Lab] is etcd, kube-apiserver and Calico's own resource definitions, with Calico's own API server in front of them
// where the mode asks for it. Everything listens on free loopback ports, so several labs run side by side, and every
// process ends when the one that started it does, even when that one is killed.
//
// The heavy parts are commands in modules of their own below this directory, because kube-apiserver, Calico and
// OpenTofu each pin dependencies that do not compile together, and because the provider's go.mod should hold only what
// ships. [Binary] builds them once into the git-ignored bin directory, under a name that says what they were built
// from.
package lab
