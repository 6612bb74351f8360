package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// Release is a release of Calico: its version, its CRDs and its admission policies.
type Release struct {
	Version     string
	Definitions []object
	admission   []object
}

// describe asks the command definitions for the release that the lab runs.
func describe(ctx context.Context, definitions string) (*Release, error) {
	out, err := exec.CommandContext(ctx, definitions).Output()
	if err != nil {
		return nil, err
	}
	release := &Release{}
	return release, json.Unmarshal(out, release)
}

// older are the releases whose CRDs come from a pinned module, by the directory of the module.
var older = map[string]string{"v3.28": "v3.28.4", "v3.30": "v3.30.1"}

// OlderRelease returns a release before the one that the lab runs: v3.28 or v3.30.
func OlderRelease(ctx context.Context, minor string) (*Release, error) {
	version, ok := older[minor]
	if !ok {
		return nil, fmt.Errorf("the lab has no Calico %s", minor)
	}
	command := exec.CommandContext(ctx, "go", "mod", "download", "-json", "github.com/projectcalico/calico")
	command.Dir = filepath.Join(Root(), "internal", "lab", "releases", minor)
	command.Env = buildEnv()
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("download Calico %s: %w\n%s", minor, err, out)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, err
	}
	return ReleaseFrom(version, filepath.Join(module.Dir, "libcalico-go", "config", "crd"))
}

// ReleaseFrom reads a release from a directory with CRDs in YAML. Admission policies, if there are any, are in the
// directory admission beside it.
func ReleaseFrom(version, dir string) (*Release, error) {
	definitions, err := readAll(filepath.Join(dir, "*.yaml"))
	if err != nil || len(definitions) == 0 {
		return nil, fmt.Errorf("%s has no definitions: %w", dir, err)
	}
	admission, err := readAll(filepath.Join(filepath.Dir(dir), "admission", "*.yaml"))
	return &Release{Version: version, Definitions: definitions, admission: admission}, err
}

// readAll reads the objects in YAML files.
func readAll(pattern string) (all []object, err error) {
	files, err := filepath.Glob(pattern)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for document := range strings.SplitSeq(string(content), "\n---") {
			var fields object
			if err := yaml.Unmarshal([]byte(document), &fields); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			if len(fields) > 0 {
				all = append(all, fields)
			}
		}
	}
	return all, nil
}

// has reports whether a release defines a kind.
func (r *Release) has(kind string) bool {
	for _, definition := range r.Definitions {
		spec, _ := definition["spec"].(object)
		names, _ := spec["names"].(object)
		if name, _ := names["kind"].(string); strings.EqualFold(name, kind) {
			return true
		}
	}
	return false
}

// Release returns the version of Calico that the cluster reports.
func (l *Lab) Release() string { return l.release.Version }
