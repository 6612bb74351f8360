package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// platforms are the platforms of a release: all that the Registry asks for, except 32-bit platforms, for which Calico's
// packages do not compile.
var platforms = []string{
	"darwin_amd64", "darwin_arm64", "freebsd_amd64", "freebsd_arm64", "linux_amd64", "linux_arm64", "windows_amd64",
	"windows_arm64",
}

// snapshot is the release that was built from a commit.
type snapshot struct {
	*workshop

	tree string
	meta struct {
		Name    string `json:"project_name"`
		Version string
	}
	sums map[string]string // checksum of each file of the release
}

func (s *snapshot) path(file string) string { return filepath.Join(s.tree, "dist", file) }

// file returns the full name of a file of the release.
func (s *snapshot) file(suffix string) string {
	return s.meta.Name + "_" + s.meta.Version + "_" + suffix
}

// check finds missing files, wrong checksums and a wrong signature.
func (s *snapshot) check(ctx context.Context) error {
	if _, err := s.run(ctx, s.tree, s.goreleaser, "check", "--quiet"); err != nil {
		return err
	}
	if _, err := s.run(ctx, s.tree, "gpg", "--batch", "--verify", s.path(s.file("SHA256SUMS.sig")),
		s.path(s.file("SHA256SUMS"))); err != nil {
		return err
	}
	wanted := []string{s.file("manifest.json")}
	problems := []error{s.checkManifest()}
	for _, platform := range platforms {
		wanted = append(wanted, s.file(platform+".zip"), s.file(platform+".cdx.json"))
		problems = append(problems, s.checkArchive(platform), s.checkMaterials(platform))
	}
	slices.Sort(wanted)
	if got := slices.Sorted(maps.Keys(s.sums)); !slices.Equal(got, wanted) {
		problems = append(problems, fmt.Errorf("the sums are of %q, not of %q", got, wanted))
	}
	fmt.Printf("%s: %d files for %d platforms, with their sums, signed\n", s.meta.Version, len(s.sums), len(platforms))
	return errors.Join(problems...)
}

// checkManifest compares the checksum of the Registry's manifest with the file in the repository.
func (s *snapshot) checkManifest() error {
	manifest, err := os.ReadFile(filepath.Join(lab.Root(), "terraform-registry-manifest.json"))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(manifest)
	if got := s.sums[s.file("manifest.json")]; got != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("the manifest of the release has the sum %q, and is another one", got)
	}
	return nil
}

// checkArchive checks the archive for a platform.
func (s *snapshot) checkArchive(platform string) error {
	name := s.file(platform + ".zip")
	content, err := os.ReadFile(s.path(name))
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(content); s.sums[name] != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("the sum of %s is %q, which is not its sum", name, s.sums[name])
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	binary := s.meta.Name + "_v" + s.meta.Version
	if strings.HasPrefix(platform, "windows") {
		binary += ".exe"
	}
	var got []string
	for _, file := range archive.File {
		got = append(got, file.Name)
	}
	if slices.Sort(got); !slices.Equal(got, []string{"LICENSE", binary}) {
		return fmt.Errorf("%s has %q in it", name, got)
	}
	return nil
}

// checkMaterials checks that a bill of materials names modules that every binary has.
func (s *snapshot) checkMaterials(platform string) error {
	content, err := os.ReadFile(s.path(s.file(platform + ".cdx.json")))
	if err != nil {
		return err
	}
	var list struct {
		Components []struct{ Name, Version string }
	}
	if err := json.Unmarshal(content, &list); err != nil {
		return err
	}
	for _, module := range []string{"github.com/projectcalico/api", "k8s.io/client-go", "std"} {
		if !slices.ContainsFunc(list.Components, func(c struct{ Name, Version string }) bool {
			return c.Name == module && c.Version != ""
		}) {
			return fmt.Errorf("the list of what is in the binary for %s does not name %s", platform, module)
		}
	}
	return nil
}

// mustEqual compares the files of another snapshot, for one platform, with those of this snapshot.
func (s *snapshot) mustEqual(other *snapshot) error {
	var problems []error
	for file, sum := range other.sums {
		if s.sums[file] != sum {
			problems = append(problems, fmt.Errorf("%s comes out different each time it is made", file))
		}
	}
	if len(other.sums) != 3 { // the archive, the bill of materials, the manifest
		problems = append(problems, fmt.Errorf("there are %d files for one platform, not 3", len(other.sums)))
	}
	if len(problems) == 0 {
		fmt.Println("the same files, byte for byte")
	}
	return errors.Join(problems...)
}
