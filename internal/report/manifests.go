package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/effect"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// manifests reads objects from files into a state.
type manifests struct {
	state     *traffic.State
	kinds     map[effect.Kind]effect.Collection
	places    map[string]string // where an object was found, by kind and key
	workloads []workload
}

// readManifests reads all files of a folder that end with .yaml, .yml or .json. Objects of kinds that decide about no
// traffic are ignored.
func readManifests(folder string) (*traffic.State, error) {
	state := &traffic.State{}
	m := &manifests{state: state, kinds: effect.Collections(state), places: map[string]string{}}
	files := 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != folder && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)):
			return nil
		}
		files++
		return m.file(path)
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("the manifests in %s cannot be read: %w", folder, err)
	case files == 0:
		return nil, fmt.Errorf("%s has no manifests: their names end with .yaml, .yml or .json", folder)
	}
	m.addWorkloads()
	return state, nil
}

func (m *manifests) file(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	n := 0
	for manifest, err := range cluster.Documents(string(content)) {
		n++
		if err == nil && manifest != nil {
			err = m.manifest(manifest, path)
		}
		if err != nil {
			return fmt.Errorf("%s, document %d: %w", path, n, err)
		}
	}
	return nil
}

// manifest adds an object, or the objects of a list.
func (m *manifests) manifest(manifest cluster.Unstructured, path string) error {
	version, _ := manifest["apiVersion"].(string)
	name, _ := manifest["kind"].(string)
	if version == "" || name == "" {
		return errors.New("this is no manifest, since apiVersion or kind is missing: remove the file from the folder")
	}
	if items, isList := manifest["items"].([]any); isList && strings.HasSuffix(name, "List") {
		for _, item := range items {
			object, _ := item.(map[string]any)
			if object["kind"] == nil && object != nil { // in the list of one kind
				object["apiVersion"], object["kind"] = version, strings.TrimSuffix(name, "List")
			}
			if err := m.manifest(object, path); err != nil {
				return err
			}
		}
		return nil
	}
	return m.object(effect.NewKind(groupOf(version), name), manifest, path)
}

// groupOf returns the API group of an API version.
func groupOf(version string) string {
	group, _, versioned := strings.Cut(version, "/")
	if !versioned {
		return ""
	}
	return group
}

// publicGroup returns the API group of the public form of an object.
func publicGroup(group string) string {
	if group == calico.StoreGroup.Group {
		return v3.SchemeGroupVersion.Group
	}
	return group
}

// object adds an object.
func (m *manifests) object(is effect.Kind, manifest cluster.Unstructured, path string) error {
	if template := podTemplate(is, manifest); template != nil {
		return m.workload(manifest, template)
	}
	public := effect.NewKind(publicGroup(is.Group), is.Name)
	collection := m.kinds[public]
	if collection == nil {
		return nil
	}
	if public.Group == v3.SchemeGroupVersion.Group {
		opened, ok, err := calico.OpenManifest(cluster.Resource{Kind: is.Name}, manifest)
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("%s %s is not known", manifest["apiVersion"], is.Name))
		}
		manifest = opened
	}
	object, err := decodeObject(collection, manifest)
	if err != nil {
		return fmt.Errorf("%s %v: %w", is.Name, calico.Nested(manifest, "metadata")["name"], err)
	}
	setDefaults(object, is)
	return m.add(public, object, path)
}

func (m *manifests) add(is effect.Kind, object metav1.Object, path string) error {
	id := fmt.Sprint(is, effect.KeyOf(object))
	if place, twice := m.places[id]; twice {
		return fmt.Errorf("%s %s is also in %s: which one the cluster has is not clear", is.Name, effect.KeyOf(object),
			place)
	}
	m.places[id] = path
	m.kinds[is].Put(object)
	return nil
}

// decodeObject decodes an object. Its status decides about nothing, but that of a pod has the addresses.
func decodeObject(to effect.Collection, manifest cluster.Unstructured) (metav1.Object, error) {
	if manifest["kind"] != "Pod" {
		delete(manifest, "status")
	}
	content, err := json.Marshal(manifest)
	if err != nil {
		return nil, err
	}
	object, err := to.Decode(content)
	switch {
	case err != nil:
		return nil, err
	case object.GetName() == "":
		return nil, errors.New("metadata.name is missing")
	case to.IsNamespaced() && object.GetNamespace() == "":
		object.SetNamespace(metav1.NamespaceDefault)
	}
	return object, nil
}
