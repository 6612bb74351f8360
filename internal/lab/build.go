package lab

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// programs are the commands that the lab builds: the directory of the module, the package and a description.
var programs = map[string]struct{ Module, Package, About string }{
	"kubernetes":      {"lab/kubernetes", ".", "etcd, kube-apiserver and kube-proxy"},
	"calico":          {"lab/calico", ".", "Calico's API server and Felix"},
	"tofu":            {"lab/tofu", "github.com/opentofu/opentofu/cmd/tofu", "OpenTofu"},
	"golangci-lint":   {"tools/style", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint", "golangci-lint"},
	"tfplugindocs":    {"tools/style", "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs", "tfplugindocs"},
	"goreleaser":      {"tools/release", "github.com/goreleaser/goreleaser/v2", "goreleaser"},
	"cyclonedx-gomod": {"tools/release", "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod", "cyclonedx-gomod"},
	"actionlint":      {"tools/workflows", "github.com/rhysd/actionlint/cmd/actionlint", "actionlint"},
	"govulncheck":     {"tools/workflows", "golang.org/x/vuln/cmd/govulncheck", "govulncheck"},
	"changie":         {"tools/release", "github.com/miniscruff/changie", "changie"},
	"kubectl":         {"lab/kubectl", "github.com/gavinbunney/terraform-provider-kubectl", "a generic provider"},
}

// Root returns the top directory of the repository.
func Root() string {
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) {
		panic("lab: the lab is run from its source and cannot be built with -trimpath")
	}
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// unused is how long an earlier build of a program is kept: another checkout may need it.
const unused = 14 * 24 * time.Hour

// cache is the directory of the built programs, which all checkouts of a user share.
var cache = func() string {
	if dir, err := os.UserCacheDir(); err == nil {
		return filepath.Join(dir, "terraform-provider-calico")
	}
	return filepath.Join(Root(), "bin")
}()

// Binary returns the path of a program, and builds the program if it is missing or out of date. A build reports its
// progress to the writer, unless that is nil.
func Binary(ctx context.Context, name string, progress io.Writer) (string, error) {
	program, ok := programs[name]
	if !ok {
		return "", fmt.Errorf("the lab has no program %q", name)
	}
	source := filepath.Join(Root(), "internal", program.Module)
	key, err := fingerprint(source)
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, name+"-"+key)
	if now := time.Now(); os.Chtimes(path, now, now) == nil {
		return path, nil
	}
	unlock, err := lock(filepath.Join(cache, name+".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(path); err == nil { // another process built it meanwhile
		return path, nil
	}
	if err := build(ctx, name, source, path, progress); err != nil {
		return "", err
	}
	return path, removeUnused(name)
}

// Clean deletes all built programs.
func Clean() error { return os.RemoveAll(cache) }

// removeUnused deletes old builds of a program.
func removeUnused(name string) error {
	builds, err := filepath.Glob(filepath.Join(cache, name+"-*"))
	for _, old := range builds {
		if info, err := os.Stat(old); err == nil && time.Since(info.ModTime()) > unused {
			_ = os.Remove(old) // a failure costs only disk space
		}
	}
	return err
}

// fingerprint returns a hash of what a program is built from: its sources, its pinned modules and the Go version.
func fingerprint(source string) (string, error) {
	files, err := filepath.Glob(filepath.Join(source, "*"))
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	hash.Write([]byte(runtime.Version() + runtime.GOOS + runtime.GOARCH))
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		hash.Write([]byte(filepath.Base(file) + "\n" + strconv.Itoa(len(content)) + "\n"))
		hash.Write(content)
	}
	return hex.EncodeToString(hash.Sum(nil))[:12], nil
}

func lock(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX); err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return func() { _ = file.Close() }, nil
}

func build(ctx context.Context, name, source, path string, progress io.Writer) error {
	program := programs[name]
	if progress == nil {
		progress = io.Discard
	}
	_, _ = fmt.Fprintf(progress, "building %s from source, once: a few minutes on a new machine\n", program.About)
	meter := newMeter(progress, name, countPackages(ctx, source, program.Package))
	defer meter.Stop()
	partial := path + ".partial"
	command := exec.CommandContext(ctx,
		"go", "build", "-v", "-trimpath", "-ldflags=-s -w", "-o", partial, program.Package)
	command.Dir = source
	command.Env = buildEnv()
	command.Stderr = meter
	if err := command.Run(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", program.About, err, meter.Rest())
	}
	return os.Rename(partial, path)
}

// countPackages returns the number of packages of a program, standard library included, or 0 if it is unknown.
func countPackages(ctx context.Context, source, pkg string) int {
	command := exec.CommandContext(ctx, "go", "list", "-deps", pkg)
	command.Dir = source
	command.Env = buildEnv()
	out, err := command.Output()
	if err != nil {
		return 0
	}
	return strings.Count(string(out), "\n")
}

// buildEnv returns an environment in which Go workspaces and flags of the user do not affect a build.
func buildEnv() []string {
	return append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=readonly -buildvcs=false")
}
