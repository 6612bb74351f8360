package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Written returns the part of a document that an author writes, for example a test, and a function that writes another
// part. Comments in the document mark the part and name the author.
func Written(document, author string) (part string, write func(part string) error, err error) {
	begin, end := "<!-- "+author+" writes this -->\n", "<!-- as far as here -->"
	path := filepath.Join(Root(), document)
	content, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	before, rest, opened := strings.Cut(string(content), begin)
	part, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		return "", nil, fmt.Errorf("%s has no place between %q and %q", document, begin, end)
	}
	return part, func(part string) error {
		return os.WriteFile(path, []byte(before+begin+"\n"+part+"\n"+end+after), 0o644)
	}, nil
}
