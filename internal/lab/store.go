package lab

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/discovery"
)

// startWithDefinitions starts etcd and kube-apiserver, with Calico's CRDs. What kube-apiserver writes into an empty
// store, and CRDs that become established one by one, cost half of a start. So the first lab saves a snapshot of its
// store, and further labs with equal CRDs start from the snapshot.
func (l *Lab) startWithDefinitions(ctx context.Context, kubernetes string) error {
	definitions, err := l.release.served(l.Mode)
	if err != nil {
		return err
	}
	l.definitions = definitions
	snapshot, err := snapshotPath(kubernetes, definitions, l.release.admission)
	if err != nil {
		return err
	}
	var saved []string
	if touch(snapshot) {
		saved = []string{snapshot}
	}
	if err := l.startKubernetes(kubernetes, saved...); err != nil {
		return err
	}
	if err := l.WaitFor(ctx, "/readyz", http.StatusOK); err != nil {
		return err
	}
	if saved != nil {
		if err := l.waitForDefinitions(ctx, definitions); err != nil {
			return errors.Join(err, os.Remove(snapshot)) // so that the next lab saves a new one
		}
		return nil
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
	flags := kubernetesFlags(&authority{}, 0)
	content, err := json.Marshal([]any{contents, flags, filepath.Base(kubernetes)})
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "store-"+digest(sha256.Sum256(content))), nil
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

// record is a key of etcd with its value, as etcd's JSON gateway writes them: in base64, as Go writes bytes.
type record struct {
	Key   []byte `json:"key"`
	Value []byte `json:"value,omitempty"`
}

// change is an operation of a transaction of etcd.
type change struct {
	Put    *record `json:"request_put,omitempty"`
	Delete *record `json:"request_delete_range,omitempty"`
}

// atOnce is how many changes etcd accepts in a transaction.
const atOnce = 100

// volatile are the beginnings of the keys that kube-apiserver keeps writing by itself.
var volatile = []string{
	"/registry/leases/", "/registry/masterleases/", "/registry/peerserverleases/", "/registry/events/",
	"/registry/services/endpoints/default/kubernetes", "/registry/endpointslices/default/kubernetes",
	"/registry/configmaps/kube-system/",
}

// mark remembers what the store has and which APIs are served, for rollBack.
func (l *Lab) mark(ctx context.Context) (err error) {
	if l.served, err = l.apis(); err != nil {
		return err
	}
	l.marked, err = l.records(ctx)
	return err
}

// rollBack makes the store have what it had at the mark. kube-apiserver takes the changes for those of another
// kube-apiserver. Unlike deletes of objects, they wait for no finalizer and no controller.
func (l *Lab) rollBack(ctx context.Context) error {
	if err := l.failure(); err != nil {
		return err
	}
	changes, err := l.changes(ctx)
	if err != nil {
		return err
	}
	if err := l.write(ctx, changes); err != nil {
		return err
	}
	if err := l.settle(ctx); err != nil {
		return err
	}
	if changes, err = l.changes(ctx); err == nil && len(changes) > 0 {
		err = fmt.Errorf("the store has changed meanwhile, in %d records", len(changes))
	}
	return err
}

// changes returns what makes the store have what it had at the mark.
func (l *Lab) changes(ctx context.Context) (all []change, err error) {
	now, err := l.records(ctx)
	if err != nil {
		return nil, err
	}
	for key, value := range l.marked {
		if is, ok := now[key]; !ok || !bytes.Equal(is, value) {
			all = append(all, change{Put: &record{Key: []byte(key), Value: value}})
		}
	}
	for key := range now {
		if _, ok := l.marked[key]; !ok {
			all = append(all, change{Delete: &record{Key: []byte(key)}})
		}
	}
	return all, nil
}

// settle waits until kube-apiserver serves the APIs that it served at the mark.
func (l *Lab) settle(ctx context.Context) error {
	err := l.waitForAPIs(ctx, func(now sets.Set[string]) sets.Set[string] { return now.SymmetricDifference(l.served) })
	if err != nil {
		return err
	}
	if _, err := l.waitForLists(ctx, l.definitions); err != nil {
		return err
	}
	return l.waitForCalico(ctx)
}

// apis returns the APIs that kube-apiserver serves, as group/version/resource.
func (l *Lab) apis() (sets.Set[string], error) {
	client, err := discovery.NewDiscoveryClientForConfig(l.config)
	if err != nil {
		return nil, err
	}
	client.UseLegacyDiscovery = true // as the provider does
	_, lists, err := client.ServerGroupsAndResources()
	all := sets.New[string]()
	for _, list := range lists {
		for _, resource := range list.APIResources {
			all.Insert(list.GroupVersion + "/" + resource.Name)
		}
	}
	return all, err
}

// records returns the keys of the store and their values.
func (l *Lab) records(ctx context.Context) (map[string][]byte, error) {
	var answer struct{ Kvs []record }
	question := map[string]any{"key": []byte("/registry/"), "range_end": []byte("/registry0")}
	err := l.etcd(ctx, "range", question, &answer)
	all := map[string][]byte{}
	for _, r := range answer.Kvs {
		begins := func(prefix string) bool { return strings.HasPrefix(string(r.Key), prefix) }
		if !slices.ContainsFunc(volatile, begins) {
			all[string(r.Key)] = r.Value
		}
	}
	return all, err
}

// write changes the store.
func (l *Lab) write(ctx context.Context, changes []change) error {
	for some := range slices.Chunk(changes, atOnce) {
		if err := l.etcd(ctx, "txn", map[string]any{"success": some}, &struct{}{}); err != nil {
			return err
		}
	}
	return nil
}

// etcd sends a request to the JSON gateway of etcd.
func (l *Lab) etcd(ctx context.Context, method string, question, answer any) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	url := "http://" + l.store + "/v3/kv/" + method
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("etcd answers %s to %s: %w\n%s", response.Status, method, err, content)
	}
	return json.Unmarshal(content, answer)
}
