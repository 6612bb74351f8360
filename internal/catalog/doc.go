// Package catalog is the index of everything that the provider offers: [Categories] and [Functions]. It also holds the
// kinds that are a plain declaration, one file each. A kind declares every attribute once, beside the field of Calico's
// API that the attribute sets. Kinds with more behaviour have packages of their own: policy, ippool and isolation.
//
// To add a kind:
//
//  1. Declare the kind in a file of its own in this package; bgppeer.go is a complete example.
//  2. Name the kind in [Categories].
//  3. Add examples under examples/: a resource with its imports, a list, and one for each data source.
//  4. Update the sample configurations of the tests, and run make generate test:
//     go test ./internal/provider -run TestSamples -update
//
// The tests find the kind by themselves. The round-trip test reports every field of the API type without an attribute.
package catalog
