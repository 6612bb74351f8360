// Package engine manages any kind of object: it is the create, read, update, delete, import and look-up that all
// resources and data sources share. A kind is declared, not programmed; see [Kind].
//
// Data flows one way:
//
//	config ──▶ fields ──▶ API object ──▶ cluster ──▶ API object ──▶ fields ──▶ state
//
// The API object is the only model. Five rules keep the trip exact:
//
//   - Absent has one representation: null in Terraform, zero in Go, the default in effect.
//   - Null clears, unknown leaves.
//   - An update is an edit of the object as it is now; what is not declared is not touched.
//   - State is what the cluster says, after every operation, for every attribute.
//   - Labels and annotations are owned by the key.
//
// A plan is computed from the configuration and the declaration alone, in one pass over the object; the cluster is
// asked for advice at most. What the plan shows is therefore what apply writes.
//
// Terraform asks about resources thousands of times, so the [Server] answers for them itself, in front of the
// framework.
//
// What is no object is a [Question], a data source that is asked with some fields and answers with others, or a
// [Function].
package engine
