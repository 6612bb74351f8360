package field

// Since says which release of Calico brings the field.
func (f Field) Since(release string) Field {
	f.since = release
	return f
}

// Note adds a sentence to the documentation.
func (f Field) Note(sentence string) Field {
	f.notes = append(f.notes, sentence)
	return f
}

// NotEmpty refuses {} for a nested object. The advice says what to write instead.
func (f Field) NotEmpty(advice string) Field {
	f.emptyAdvice = advice
	return f
}

// Calculated says that nobody configures the field: a function sets it from fields that are declared before it. Its
// value is known as soon as those that it names are.
func (f Field) Calculated(calculate func(), from ...string) Field {
	f.origin, f.setDefault, f.depends = calculated, calculate, from
	return f
}
