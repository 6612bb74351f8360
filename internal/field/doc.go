// Package field is how an attribute is declared: the way package flag declares a command-line flag, by name, pointer
// and usage.
//
//	func ipPoolFields(p *v3.IPPool) field.Object {
//		return field.Object{
//			field.String("cidr", &p.Spec.CIDR, "Range the pool assigns from.", field.Required, field.Immutable),
//			field.Bool("nat_outgoing", &p.Spec.NATOutgoing, "Whether traffic that leaves the pool is masqueraded."),
//		}
//	}
//
// An [Object] is the list of an object's fields, bound to it by their pointers. The pointer is the whole mapping: the
// schemas are built from the fields of an empty object, [Object.Load] writes Terraform values through the pointers,
// and [Object.Dump] reads them back. A function that returns an Object therefore must not look at the values of what
// it is given.
//
// # Words
//
// Scalars are [String], [Bool], [Int], [OptFloat] and [Text], a value with a textual form. Opt in front means a Go
// pointer whose nil is "not set". Collections are [Strings], [Texts], [Map] and [SharedMap]; nested objects are
// [Group], [OptGroup] and [List], or a [Part] of the object itself, and [AsMap] makes them maps to Terraform. [Shared]
// fields are of an object with several owners. Rules follow the usage: [Required], [Immutable], [Default], [Derive],
// [OneOf], [Check], [Each] and so on. A rule is typed by its field: the constants of one enumeration do not compile on
// a field of another.
//
// # Absent
//
// Null in Terraform and zero in Go are the same fact, so a value survives the trip in both directions. A configured
// value must not be empty, except where the declaration says [MayBeEmpty]: an empty list of networks in a rule is no
// restriction at all, which nobody means who writes it.
//
// # Meaning and spelling
//
// Many spellings mean the same: 080 and 80, fd00:0::/64 and fd00::/64, a set in another order. The object holds the
// meaning; [Object.Keep] puts a value back into the spelling that state or plan already has, wherever the two mean the
// same. That one step is why a different spelling is never a difference.
//
// # Defaults
//
// [Object.Fill] sets every field that is absent and has a default. It is one pass over the object, for the plan and
// for what the cluster returns alike, so absent and default are the same thing everywhere. A default that depends on
// other fields is a [Derive] rule that names them; while one of them is unknown, so is it.
package field
