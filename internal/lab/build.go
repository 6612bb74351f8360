package lab

import (
	"cmp"
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

// program is a command that the lab builds.
type program struct {
	Module, Package, About string
	ModFile                string // empty for go.mod
}

var programs = map[string]program{
	"kubernetes":     {"lab/kubernetes", ".", "etcd, kube-apiserver and kube-proxy", ""},
	"old-kubernetes": {"lab/kubernetes", ".", "an earlier etcd, kube-apiserver and kube-proxy", "old.mod"},
	"calico":         {"lab/calico", ".", "Calico's API server", ""},
	"definitions":    {"lab/calico", "./definitions", "Calico's resource definitions", ""},
	"felix":          {"lab/calico", "./felix", "Felix", ""},
	"tofu":           {"lab/tofu", "github.com/opentofu/opentofu/cmd/tofu", "OpenTofu", ""},
	"golangci-lint":  {"tools/style", "github.com/golangci/golangci-lint/v2/cmd/golangci-lint", "golangci-lint", ""},
	"tfplugindocs":   {"tools/style", "github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs", "tfplugindocs", ""},
	"goreleaser":     {"tools/release", "github.com/goreleaser/goreleaser/v2", "goreleaser", ""},
	"cyclonedx-gomod": {
		"tools/release", "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod", "cyclonedx-gomod", "",
	},
	"actionlint":  {"tools/workflows", "github.com/rhysd/actionlint/cmd/actionlint", "actionlint", ""},
	"govulncheck": {"tools/workflows", "golang.org/x/vuln/cmd/govulncheck", "govulncheck", ""},
	"changie":     {"tools/release", "github.com/miniscruff/changie", "changie", ""},
	"kubectl":     {"lab/kubectl", "github.com/gavinbunney/terraform-provider-kubectl", "a generic provider", ""},
}

// Root returns the top directory of the repository, in which the process was started.
func Root() string {
	if root == "" {
		panic("lab: it has to be started in the repository")
	}
	return root
}

// root is found before anything changes the working directory.
var root = func() string {
	dir, err := os.Getwd()
	for ; err == nil && dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "internal", "lab", "build.go")); err == nil {
			return dir
		}
	}
	return ""
}()

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
	key, err := fingerprint(program.source(), program.Package)
	if err != nil {
		return "", err
	}
	path := filepath.Join(cache, name+"-"+key)
	if touch(path) {
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
	if err := program.build(ctx, name, path, progress); err != nil {
		return "", err
	}
	return path, removeUnused(name)
}

// binaries are the paths of the programs of a lab.
type binaries struct{ kubernetes, definitions, calico string }

// Build builds the programs of a lab, which Start would build otherwise.
func Build(ctx context.Context, options Options) error {
	_, err := options.build(ctx)
	return err
}

func (o Options) build(ctx context.Context) (b binaries, err error) {
	if b.kubernetes, err = Binary(ctx, kubernetes(), o.Progress); err != nil {
		return b, err
	}
	if b.definitions, err = Binary(ctx, "definitions", o.Progress); err == nil && o.Mode == Aggregated {
		b.calico, err = Binary(ctx, "calico", o.Progress)
	}
	return b, err
}

// kubernetes is the program of the control plane. LAB_KUBERNETES=old-kubernetes chooses the earlier release.
func kubernetes() string { return cmp.Or(os.Getenv("LAB_KUBERNETES"), "kubernetes") }

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

// source is the directory of the module of a program.
func (p program) source() string { return filepath.Join(Root(), "internal", p.Module) }

// fingerprint returns a hash of what a program is built from: its sources, its pinned modules and the Go version.
func fingerprint(source, pkg string) (string, error) {
	hash := sha256.New()
	hash.Write([]byte(runtime.Version() + runtime.GOOS + runtime.GOARCH + pkg))
	files, err := filepath.Glob(filepath.Join(source, "*.*"))
	if err != nil {
		return "", err
	}
	own, err := filepath.Glob(filepath.Join(source, pkg, "*.go"))
	if err != nil {
		return "", err
	}
	for _, file := range append(files, own...) {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		hash.Write([]byte(filepath.Base(file) + "\n" + strconv.Itoa(len(content)) + "\n"))
		hash.Write(content)
	}
	return digest([sha256.Size]byte(hash.Sum(nil))), nil
}

// digest returns the part of a hash that is in the names of files.
func digest(hash [sha256.Size]byte) string { return hex.EncodeToString(hash[:])[:12] }

// touch reports whether there is a file, and keeps removeUnused from deleting it.
func touch(path string) bool {
	now := time.Now()
	return os.Chtimes(path, now, now) == nil
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

func (p program) build(ctx context.Context, name, path string, progress io.Writer) error {
	if progress == nil {
		progress = io.Discard
	}
	_, _ = fmt.Fprintf(progress, "building %s from source, once: a few minutes on a new machine\n", p.About)
	meter := newMeter(progress, name, p.countPackages(ctx))
	defer meter.Stop()
	partial := path + ".partial"
	command := p.command(ctx, "build", "-v", "-ldflags=-s -w", "-o", partial)
	command.Stderr = meter
	if err := command.Run(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", p.About, err, meter.Rest())
	}
	return os.Rename(partial, path)
}

// countPackages returns the number of packages of a program, standard library included, or 0 if it is unknown.
func (p program) countPackages(ctx context.Context) int {
	out, err := p.command(ctx, "list", "-deps").Output()
	if err != nil {
		return 0
	}
	return strings.Count(string(out), "\n")
}

// command returns a command of go on the package of a program.
func (p program) command(ctx context.Context, args ...string) *exec.Cmd {
	if p.ModFile != "" {
		args = append(args, "-modfile="+p.ModFile)
	}
	command := exec.CommandContext(ctx, "go", append(args, p.Package)...)
	command.Dir, command.Env = p.source(), buildEnv()
	return command
}

// buildEnv returns an environment in which Go workspaces and flags of the user do not affect a build.
func buildEnv() []string {
	return append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOFLAGS=-mod=readonly -buildvcs=false -trimpath")
}
