package lab

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// startWithDefinitions starts etcd and kube-apiserver, with Calico's CRDs. What kube-apiserver writes into an empty
// store, and CRDs that become established one by one, cost half of a start. So the first lab saves a snapshot of its
// store, and further labs with equal CRDs start from the snapshot.
func (l *Lab) startWithDefinitions(ctx context.Context, kubernetes string) error {
	definitions, err := l.release.served(l.Mode)
	if err != nil {
		return err
	}
	snapshot, err := snapshotPath(kubernetes, definitions, l.release.admission)
	if err != nil {
		return err
	}
	if now := time.Now(); os.Chtimes(snapshot, now, now) == nil {
		if err := l.startKubernetes(kubernetes, snapshot); err != nil {
			return err
		}
		if err := l.WaitFor(ctx, "/readyz", http.StatusOK); err != nil {
			return err
		}
		return l.waitForDefinitions(ctx, definitions)
	}
	if err := l.startKubernetes(kubernetes); err != nil {
		return err
	}
	if err := l.WaitFor(ctx, "/readyz", http.StatusOK); err != nil {
		return err
	}
	if err := l.installDefinitions(ctx, definitions); err != nil {
		return err
	}
	if err := l.installAdmission(ctx, l.release); err != nil {
		return err
	}
	return l.saveSnapshot(ctx, kubernetes, snapshot)
}

// snapshotPath returns the path of the snapshot of a store with CRDs and admission policies.
func snapshotPath(kubernetes string, contents ...[]object) (string, error) {
	content, err := json.Marshal(contents)
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256(append(content, filepath.Base(kubernetes)...))
	return filepath.Join(cache, "store-"+hex.EncodeToString(hash[:])[:12]), nil
}

// saveSnapshot saves a snapshot of the store of a running lab.
func (l *Lab) saveSnapshot(ctx context.Context, kubernetes, path string) error {
	partial, err := os.CreateTemp(filepath.Split(path + ".partial-")) // other labs may save theirs now
	if err != nil {
		return err
	}
	_ = partial.Close()
	defer func() { _ = os.Remove(partial.Name()) }()
	out, err := exec.CommandContext(ctx, kubernetes, "save", l.store, partial.Name()).CombinedOutput()
	if err != nil {
		return fmt.Errorf("save a snapshot of the store: %w\n%s", err, out)
	}
	if err := os.Rename(partial.Name(), path); err != nil {
		return err
	}
	return removeUnused("store")
}
