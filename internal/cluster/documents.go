package cluster

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"regexp"
	"strings"

	yamlreader "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// documentEnd is the line that ends a YAML document. The reader would drop what follows it.
var documentEnd = regexp.MustCompile(`(?m)^\.\.\.[ \t]*(#.*)?\r?$`)

// Documents returns the documents of a YAML stream, nil for an empty one. Keys that are written twice are an error, and
// the last result.
func Documents(text string) iter.Seq2[Unstructured, error] {
	return func(yield func(Unstructured, error) bool) {
		reader := yamlreader.NewYAMLReader(bufio.NewReader(strings.NewReader(documentEnd.ReplaceAllString(text, "---"))))
		for {
			content, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			var document Unstructured
			if err == nil {
				err = yaml.UnmarshalStrict(content, &document)
			}
			if !yield(document, err) || err != nil {
				return
			}
		}
	}
}
