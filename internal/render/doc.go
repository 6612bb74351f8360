// Package render builds the framework's schemas from the description of fields. The framework has a set of types for
// each of them: the provider block, resources, data sources, list blocks and identities.
package render
