package effect

import "testing"

func TestNamesAreNoMarkdown(t *testing.T) {
	if shown := escaped("a|b *c* <d> [e](f) @g"); shown != `a\|b \*c\* &lt;d&gt; \[e](f) &#64;g` {
		t.Errorf("escaped is %s", shown)
	}
}
