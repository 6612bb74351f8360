// Package catalog is what the provider manages: one small file per kind of object, in which every attribute is declared
// once, beside the field of Calico's API that it is. Nothing else of ours knows Calico's types.
//
// To add a kind, declare it in a file of its own and name it in [Kinds]. The round-trip test asks for every field of
// the API type that is not served.
package catalog
