package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// workshop is the directory, the tools and the signing key for building snapshots.
type workshop struct {
	dir        string
	goreleaser string
	key        string // fingerprint of the signing key
}

// prepare builds the tools and generates a key.
func (w *workshop) prepare(ctx context.Context) (err error) {
	if w.goreleaser, err = lab.Binary(ctx, "goreleaser", os.Stdout); err != nil {
		return err
	}
	materials, err := lab.Binary(ctx, "cyclonedx-gomod", os.Stdout)
	if err != nil {
		return err
	}
	if err := errors.Join(os.Mkdir(w.tools(), 0o700), os.Mkdir(w.keyring(), 0o700)); err != nil {
		return err
	}
	if err := os.Symlink(materials, filepath.Join(w.tools(), "cyclonedx-gomod")); err != nil {
		return err
	}
	_, err = w.run(ctx, w.dir, "gpg",
		"--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "snapshot", "rsa3072", "sign")
	if err != nil {
		return err
	}
	listed, err := w.run(ctx, w.dir, "gpg", "--batch", "--with-colons", "--list-keys")
	if err != nil {
		return err
	}
	_, fingerprint, _ := strings.Cut(listed, "\nfpr:::::::::")
	key, _, found := strings.Cut(fingerprint, ":")
	if w.key = key; !found {
		return fmt.Errorf("gpg made no key: %s", listed)
	}
	return nil
}

func (w *workshop) keyring() string { return filepath.Join(w.dir, "keyring") }

// tools is the directory where goreleaser finds the programs that it calls.
func (w *workshop) tools() string { return filepath.Join(w.dir, "tools") }

// run runs a program and returns its output.
func (w *workshop) run(ctx context.Context, dir, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GNUPGHOME="+w.keyring(), "GPG_FINGERPRINT="+w.key,
		"PATH="+w.tools()+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

const configFile = ".goreleaser.yaml"

// platformLists matches the systems and processors of a release in the configuration of goreleaser.
var platformLists = regexp.MustCompile(`(goos|goarch): \[.*\]`)

// forThisMachine writes a configuration for the platform of this machine alone.
func (w *workshop) forThisMachine(config string) (string, error) {
	content, err := os.ReadFile(config)
	if err != nil {
		return "", err
	}
	if found := platformLists.FindAll(content, -1); len(found) != 2 {
		return "", fmt.Errorf("%s lists its platforms in %d places, not in 2", configFile, len(found))
	}
	one := platformLists.ReplaceAllStringFunc(string(content), func(list string) string {
		name, _, _ := strings.Cut(list, ":")
		return name + ": [" + map[string]string{"goos": runtime.GOOS, "goarch": runtime.GOARCH}[name] + "]"
	})
	path := filepath.Join(w.dir, "one.yaml")
	return path, os.WriteFile(path, []byte(one), 0o600)
}

// make builds a snapshot in a new clone, so that it has committed files only: for every platform, or only for the
// platform of this machine.
func (w *workshop) make(ctx context.Context, name string, all bool) (*snapshot, error) {
	tree := filepath.Join(w.dir, name)
	if _, err := w.run(ctx, w.dir, "git", "clone", "--quiet", lab.Root(), tree); err != nil {
		return nil, err
	}
	config := filepath.Join(tree, configFile)
	if !all {
		var err error
		if config, err = w.forThisMachine(config); err != nil {
			return nil, err
		}
	}
	if _, err := w.run(ctx, tree, w.goreleaser, "release", "--snapshot", "--clean", "--config", config); err != nil {
		return nil, err
	}
	s := &snapshot{workshop: w, tree: tree, sums: map[string]string{}}
	content, err := os.ReadFile(s.path("metadata.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(content, &s.meta); err != nil {
		return nil, err
	}
	if content, err = os.ReadFile(s.path(s.file("SHA256SUMS"))); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		sum, file, _ := strings.Cut(lines.Text(), "  ")
		s.sums[file] = sum
	}
	return s, nil
}
