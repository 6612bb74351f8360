// Package engine implements resources, data sources and list resources for any kind of API object. A kind is declared
// as a [Kind]. The engine contains the operations that all kinds share.
//
// # Kinds
//
// A [Kind] declares the names, the API resource and the attributes of a kind of object. Optional functions add checks,
// steps of create and delete, other owners, and further reads. From one Kind, the engine derives a resource, a list
// resource, a data source for one object and a data source for many objects. A data source that does not read objects
// of a kind is a [DataSource]. A provider function is a [Function], an
// operation that Terraform runs on request is an [Action].
//
// # Data flow
//
//	configuration ──▶ fields ──▶ API object ──▶ cluster
//	        state ◀── fields ◀── API object ◀── cluster
//
// A field (package field) binds an attribute to a variable of the API object. Load writes attribute values to the
// object, and Dump reads attribute values from the object. A [Client] exchanges objects with the cluster. The API
// object is the only model: validators, checks and requests use the API object. Five invariants keep the data exact:
//
//   - An absent value has one form in each place: null in Terraform, the zero value in Go.
//     An absent value means the default of the attribute, if the attribute has one.
//   - Null clears a field. An unknown value leaves the field unchanged.
//   - An update edits the live object. Values without an attribute do not change.
//   - State holds what the cluster returned, not what the provider sent. Semantically equal values keep the spelling of
//     the plan or prior state.
//   - Labels and annotations are owned by key. The provider changes only keys in its configuration or state.
//
// # Operations
//
// The [Server] (server.go) receives Terraform's calls. The Server handles validate, plan, apply, refresh and changes of
// stored state itself, and passes other calls to the plugin framework. Each operation has a file:
//
//	validate.go       checks a configuration
//	plan.go           plans a create, an update, a replacement or a delete
//	create.go         dispatches an apply, and creates objects
//	update.go         edits objects
//	delete.go         deletes objects
//	read.go           refreshes the state
//	identity.go       identifies and imports objects
//	rename.go         renames objects: creates the new object, then deletes the old object (with claims.go)
//	state.go          upgrades states, and moves states from other providers
//	changes.go        notes what is planned and applied, for data sources about the whole run
//	list.go           lists objects for terraform query and for data sources
//	datasource.go     reads the data sources of a kind
//	action.go         runs actions
//
// A plan follows from the configuration, the prior state and the declared defaults. Requests at plan are optional: they
// add diagnostics and, for a create, values of Lifecycle.Resolve. A plan succeeds even if the cluster is down.
// Private state (private.go) stores the UID, the resourceVersion and the other owners of an object between operations.
//
// # Checks
//
// The functions in [Checks] run in validate.go and preflight.go. A failed request at plan does not fail the plan:
//
//	validate          Validate, Lint
//	plan              Release, Warn, Preflight, Replace
//	before a write    Validate if the cluster does not validate objects, Release, Preflight
//
// The file violations.go maps the errors of Validate to attributes, and ownership.go protects objects of other owners.
package engine
