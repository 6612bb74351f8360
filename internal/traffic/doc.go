// Package traffic evaluates which connections Calico allows, and which rule decides.
//
// A [State] holds the API objects of a cluster. [Load] prepares it once, as a [Cluster]:
//
//   - Policies of every kind become Calico policies, through Calico's own conversions, and are sorted by tier, order
//     and name. [State.Enforce] adds staged policies, as if they were enforced.
//   - What rules ask of an address becomes a list of tests: selectors, lists of networks, services. Tests have numbers,
//     so the answers for a pod are a set of bits, and a rule compares bits.
//   - Pods with equal answers are one class. Work grows with the number of classes, and not with that of pods.
//
// An [End] is what traffic comes from or goes to: pods of one class, addresses outside of the cluster that no rule
// tells apart, or a host endpoint. [Cluster.Decide] walks through the tiers of both ends with the set of all
// connections. Each rule takes its share of what is left, so the result is the whole set of allowed connections and not
// the verdict on one. [Cluster.Matrix] does it for many ends, and [Diff] compares two clusters, for example before and
// after a plan.
//
// An answer holds for a new connection of one program with another one: replies are always allowed, and so is what a
// pod sends to itself. Clients use a port of 32768 to 60999. Felix drops VXLAN and IP-in-IP packets that pods send,
// whatever the policies say, unless it is configured to let them pass. What this package does not know, and could
// change an answer, is in [Answer.Unmodelled]: it is never guessed.
//
// The package knows Calico and no Terraform. It does not use Felix's calculation graph, which does not compile for
// every platform and is large; a test in the module in the directory oracle compares both on random clusters.
package traffic
