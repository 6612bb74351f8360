// Package field declares attributes of Terraform, as package flag declares flags: by name, pointer, usage and rules.
//
//	func fields(p *v3.IPPool) field.Fields {
//		return field.Fields{
//			field.String("cidr", &p.Spec.CIDR, "Range of the pool.", field.Required, field.Immutable),
//			field.Bool("nat_outgoing", &p.Spec.NATOutgoing, "Whether outgoing traffic is masqueraded."),
//		}
//	}
//
// # Bound fields
//
// A [Field] is one attribute, bound to a Go variable by a pointer. [Fields] are the fields of one object. The pointer
// is the whole mapping between attribute and object: [Fields.Load] writes Terraform values through the pointers, and
// [Fields.Dump] reads them. [Fields.Describe] describes the schema and needs only an empty object. Therefore a function
// that returns Fields must not depend on values in the object.
//
// # Types and rules
//
// Scalars are [String], [Bool], [Int], [Count], [OptFloat], [Big] and [Text], whose [Spelling] is its textual form.
// Collections are [Strings], [Texts] and [Map]. Nested objects are [Group], [OptGroup] and [List]. A name with Opt
// declares a pointer variable whose nil means "not set".
//
// A [Rule] states a property: [Required], [Immutable], [OneOf], [Check] and others. The rules of a field have the type
// of its variable, so the compiler rejects a constant of another enumeration. [Each] applies rules to list elements.
//
// # Values and codecs
//
// A [Value] is a Terraform value in plain Go. [Decode] and [Value.Encode] convert values from and to MessagePack. The
// codec of a field converts between a Value and the Go variable.
//
// Null in Terraform is zero in Go, or nil for Opt. A configured value must not be empty, unless the field is
// [MayBeEmpty]: an empty list of networks in a rule restricts nothing, which is hardly ever what its author wants.
//
// Values with different spellings may mean the same: 080 and 80, or a list in another order if the list is [Unordered].
// [EqualBy] and [Normalize] define the semantic equality of further values. [Fields.Keep] gives values from the cluster
// the spelling of state or plan where both mean the same, so that a refresh finds no difference. [Fields.Plan]
// keeps the spelling of the prior state in scalars and in structures of dynamic type.
//
// # Who sets a value
//
//   - By default, only the configuration sets a value. Otherwise the value is null.
//   - [Default] sets a constant if the configuration has no value, and [Derive] a value computed from other fields.
//     The derived default is unknown while one of these fields is unknown. [Fields.SetDefaults] sets defaults in
//     objects from the cluster as well, so absent means default everywhere. With [UseState], a prior value wins over
//     the default.
//   - [ClusterDefault] lets the cluster choose a value that is not configured, once, when the object is created.
//   - [Field.Calculated] makes a field read-only. A function computes the value from other fields, so a plan has the
//     value if these fields are known.
//   - [Computed] makes a field read-only. Only the cluster knows the value.
//
// # Shared fields and dynamic types
//
// [Shared] fields and a [SharedMap] belong to an object with several owners. Terraform manages the fields or keys in
// its state and ignores the others. [Fields.Release] removes our fields and keys. Shared fields have no defaults.
//
// Terraform silently drops undeclared keys in nested attributes. [Fields.Dynamic] therefore gives nested attributes of
// a resource the dynamic type. A [Structure] of the declared types then converts and checks the values.
package field
