package lab

import (
	"go/version"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestOneGoBuildsAll holds the toolchain of the main module, which the workflows install, to what the modules of the lab
// and of the tools ask for.
func TestOneGoBuildsAll(t *testing.T) {
	asks := func(path, directive string) string {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`(?m)^` + directive + `(\S+)$`).FindSubmatch(content); found != nil {
			return "go" + string(found[1])
		}
		return ""
	}
	toolchain, modules := asks(filepath.Join(Root(), "go.mod"), "toolchain go"), 0
	err := filepath.WalkDir(filepath.Join(Root(), "internal"), func(path string, _ fs.DirEntry, err error) error {
		if filepath.Base(path) != "go.mod" {
			return err
		}
		modules++
		if needs := asks(path, "go "); version.Compare(needs, toolchain) > 0 {
			t.Errorf("%s needs %s, and the toolchain is %q", path, needs, toolchain)
		}
		return err
	})
	if err != nil || modules < 8 {
		t.Errorf("%d modules were found: %v", modules, err)
	}
}
