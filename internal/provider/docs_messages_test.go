package provider_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestTroubleshooting holds the guide to what the code says: every message has an entry, whose heading is a piece of it,
// and every heading is of a message.
func TestTroubleshooting(t *testing.T) {
	guide := page(t, "templates/guides/troubleshooting.md")
	used := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^### (.*)$`).FindAllStringSubmatch(guide, -1) {
		used[match[1]] = false
	}
	all := messages(t)
	for _, message := range all {
		found := false
		for heading := range used {
			if isPieceOf(heading, message) {
				used[heading], found = true, true
			}
		}
		if !found {
			t.Errorf("no entry has a heading from %q", message)
		}
	}
	for heading, is := range used {
		if !is {
			t.Errorf("nothing says %q", heading)
		}
	}
	if len(all) < 60 {
		t.Errorf("only %d messages were found", len(all))
	}
}

// isPieceOf says whether a heading is part of a message; in both, … is any text.
func isPieceOf(heading, message string) bool {
	message = strings.ToLower(message)
	for piece := range strings.SplitSeq(strings.ToLower(heading), "…") {
		_, rest, found := strings.Cut(message, strings.TrimSpace(piece))
		if !found {
			return false
		}
		message = rest
	}
	return true
}

// says are the functions that are given a message, and which argument that is.
var says = map[string]int{
	"NewErrorDiagnostic": 0, "NewWarningDiagnostic": 0, "AddError": 0, "AddWarning": 0,
	"NewAttributeErrorDiagnostic": 1, "NewAttributeWarningDiagnostic": 1,
	"AddAttributeError": 1, "AddAttributeWarning": 1, "refuse": 2,
}

// fields are those of our types that have a message.
var fields = []string{"Message", "Summary", "What", "what", "says"}

// advisers are functions that return a message, or what to do about one that others wrote.
var advisers = regexp.MustCompile(`^(advise|adviseStatus|gone|unclear|inUse|Error)$`)

// messages are what the code says, with … for what differs. What package field says is about values, and has one entry.
func messages(t *testing.T) (all []string) {
	t.Helper()
	kinds := []string{"attribute", "calico", "catalog", "connectivity", "ippool", "isolation", "policy"}
	for _, name := range append([]string{"cluster", "engine", "provider"}, kinds...) {
		files, err := filepath.Glob(filepath.Join(lab.Root(), "internal", name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, declaration := range file.Decls {
				all = append(all, messagesIn(declaration, !slices.Contains(kinds, name))...)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// messagesIn are those of a declaration. Errors without an error of others inside are messages where that is said; those of
// the kinds are about values.
func messagesIn(declaration ast.Decl, errorsToo bool) (all []string) {
	function, _ := declaration.(*ast.FuncDecl)
	add := func(e ast.Expr) {
		if text := textOf(e); strings.Trim(text, "… ") != "" && !slices.Contains(unseen, text) {
			all = append(all, text)
		}
	}
	ast.Inspect(declaration, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			name := nameOf(n.Fun)
			if at, ok := says[name]; ok {
				add(n.Args[at])
			} else if errorsToo && (name == "Errorf" || name == "New" && len(n.Args) == 1) {
				add(n.Args[0])
			}
		case *ast.CompositeLit:
			return nameOf(n.Type) != "Function" // its summary is no message
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(fields, key.Name) {
				add(n.Value)
			}
		case *ast.ReturnStmt:
			if function != nil && advisers.MatchString(function.Name.Name) && len(n.Results) == 1 {
				add(n.Results[0])
			}
		}
		return true
	})
	return all
}

// unseen are errors that no practitioner is shown.
var unseen = []string{
	"refused", "the object has another owner", "the framework's server … lists no resources", "there is no resource …",
	"it is the object …, not …",
}

var verb = regexp.MustCompile(`%(\[\d\])?[a-zA-Z]`)

// textOf is the text of an expression.
func textOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return verb.ReplaceAllString(text, "…")
		}
	case *ast.BinaryExpr:
		return textOf(e.X) + textOf(e.Y)
	case *ast.CallExpr:
		if nameOf(e.Fun) == "Sprintf" {
			return textOf(e.Args[0])
		}
	}
	return "…"
}

func nameOf(function ast.Expr) string {
	switch f := function.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}
