package field

// Since sets the release of Calico that introduces the field, and releases of earlier minor versions with the field.
func (f Field) Since(release string, backports ...string) Field {
	f.since = Since{release, backports}
	return f
}

// Until sets the release of Calico that removes the field.
func (f Field) Until(release string) Field {
	f.until = release
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

// Calculated makes the field read-only. calculate sets the value, known if the earlier fields in from are known.
func (f Field) Calculated(calculate func(), from ...string) Field {
	f.origin, f.setDefault, f.depends = calculated, calculate, from
	return f
}
