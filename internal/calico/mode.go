// Package calico knows how clusters serve and store Calico's objects. A cluster is in one of three API modes. In mode
// aggregated, Calico's API server serves projectcalico.org/v3 and stores the objects in crd.projectcalico.org/v1. In
// mode native, kube-apiserver serves projectcalico.org/v3 from CRDs. In mode crd, only the CRDs of the store
// crd.projectcalico.org/v1 exist. [Discover] finds the mode and chooses a [cluster.Dialect], which converts between the
// public and the stored form of an object: another kind or name, metadata in an annotation, a label for the tier. The
// engine and the declarations of kinds use the public form, projectcalico.org/v3, only.
package calico

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// API modes: what serves Calico's API in a cluster.
const (
	Aggregated = "aggregated" // projectcalico.org/v3 from Calico's API server
	Native     = "native"     // projectcalico.org/v3 from CRDs
	CRD        = "crd"        // crd.projectcalico.org/v1 from CRDs, without the public API
)

// StoreGroup is the API group version in which Calico's API server stores objects.
var StoreGroup = schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}

// Discover finds the API mode of a cluster. It requests only Calico's API groups, so other broken groups do no harm.
func Discover(ctx context.Context, c *cluster.Connection) (*cluster.API, error) {
	served, err := c.Resources(ctx, v3.SchemeGroupVersion)
	switch {
	case apierrors.IsNotFound(err):
		return discoverStore(ctx, c)
	case apierrors.IsServiceUnavailable(err):
		return nil, &ClusterError{
			What: fmt.Sprintf("the API %s is registered, but its server does not respond: %s",
				v3.SchemeGroupVersion, err),
			Hint: "Calico's API server is down or starting. Check its pods and the APIService v3.projectcalico.org. The " +
				"provider does not bypass Calico's API server, because its validation would be skipped.",
			Cause: cluster.ErrDown,
		}
	case err != nil:
		return nil, fmt.Errorf("discovery of the API %s failed: %w", v3.SchemeGroupVersion, err)
	}
	return discoverPublic(ctx, c, served)
}

func discoverPublic(ctx context.Context, c *cluster.Connection, served map[string]bool) (*cluster.API, error) {
	api := &cluster.API{Mode: Aggregated, Version: v3.SchemeGroupVersion, Resources: served}
	about, err := inform(ctx, c, api.Version)
	switch { // without a release, every field counts as known
	case err == nil, apierrors.IsForbidden(err), cluster.IsNotFound(err, informationKey):
	case apierrors.IsNotFound(err):
		return nil, &ClusterError{
			What:  fmt.Sprintf("Calico's version could not be read: %s", err),
			Hint:  "Calico's API server is starting, or a proxy answers in its place. Apply again.",
			Cause: cluster.ErrDown,
		}
	default:
		return nil, err
	}
	api.Release, api.CheckWritable = about.release, about.lock
	// Calico's API server serves profiles but no IPAM blocks. CRDs serve IPAM blocks but no profiles.
	if served["ipamblocks"] && !served["profiles"] {
		api.Mode, api.Dialect, api.Unvalidated = Native, nativeDialect{}, true
		api.CheckWritable = func(ctx context.Context) error { return cmp.Or(migration(ctx, c), about.locked) }
		return api, nil
	}
	api.Dialect = servedDialect{release: about.release}
	return api, nil
}

func discoverStore(ctx context.Context, c *cluster.Connection) (*cluster.API, error) {
	about, err := inform(ctx, c, StoreGroup)
	switch {
	case apierrors.IsNotFound(err):
		return nil, notServed(ctx, c)
	case err != nil:
		return nil, fmt.Errorf("Calico's version could not be read: %w", err)
	case about.release == nil:
		return nil, &ClusterError{
			What: fmt.Sprintf("the cluster serves only the API %s, and ClusterInformation has no Calico version", StoreGroup),
			Hint: "The storage format depends on the version. Check spec.calicoVersion of ClusterInformation default.",
		}
	}
	return &cluster.API{
		Mode: CRD, Version: StoreGroup, Release: about.release, Dialect: storeDialect{about.release}, Unvalidated: true,
		CheckWritable: func(ctx context.Context) error { return cmp.Or(unserved(ctx, c), about.locked) },
	}, nil
}

// unserved returns an error if the list of API groups contains the public API: a proxy may have sent the earlier 404.
func unserved(ctx context.Context, c *cluster.Connection) error {
	list, err := c.Read(ctx, "APIGroupList")
	if apierrors.IsNotFound(err) {
		err = errors.Join(err, cluster.ErrDown) // every API server has a group list, so something else sent the 404
	}
	if err != nil {
		return fmt.Errorf("the list of API groups could not be read: %w", err)
	}
	groups, _ := list["groups"].([]any)
	for _, group := range groups {
		if group, _ := group.(cluster.Unstructured); group["name"] == v3.GroupName {
			c.Rediscover()
			return &ClusterError{
				What:  fmt.Sprintf("the API %s is registered, but its discovery returned 404", v3.SchemeGroupVersion),
				Hint:  "Nothing was written, because a write past Calico's API server skips its validation. Apply again.",
				Cause: cluster.ErrDown,
			}
		}
	}
	return nil
}

var informationKey = cluster.Key{Name: "default"}

// information is what ClusterInformation default says about Calico.
type information struct {
	release *version.Version // nil for builds without a release number
	locked  error            // why Calico's data must not be written, nil while it may
}

func (i information) lock(context.Context) error { return i.locked }

func inform(ctx context.Context, c *cluster.Connection, api schema.GroupVersion) (about information, err error) {
	object, err := c.Read(ctx, "ClusterInformation", api.Group, api.Version, "clusterinformations", informationKey.Name)
	if err != nil {
		return about, err
	}
	spec := Nested(object, "spec")
	text, _ := spec["calicoVersion"].(string)
	if release, err := version.ParseGeneric(text); err == nil {
		about.release = release
	}
	if ready, said := spec["datastoreReady"].(bool); said && !ready {
		about.locked = &ClusterError{
			What: "Calico's datastore is locked: datastoreReady is false in ClusterInformation default",
			Hint: "A migration or an upgrade is running, or was interrupted. The provider writes nothing until it is " +
				"complete. Check the DatastoreMigration v1-to-v3, if it exists, and calicoctl datastore migrate.",
		}
	}
	return about, nil
}

// migration refuses writes to a cluster with CRDs of both API groups, unless Calico has completed its migration.
func migration(ctx context.Context, c *cluster.Connection) error {
	if _, err := c.Resources(ctx, StoreGroup); apierrors.IsNotFound(err) {
		return nil
	} else if err != nil {
		return err
	}
	switch phase, err := migrationPhase(ctx, c); {
	case err != nil && !apierrors.IsNotFound(err):
		return err
	case err == nil && phase == "Complete":
		return nil
	case err == nil:
		return &ClusterError{
			What: fmt.Sprintf("Calico's datastore is being migrated to %s; the migration is in phase %q",
				v3.SchemeGroupVersion, phase),
			Hint: "The provider writes nothing until the migration is complete. Check the DatastoreMigration v1-to-v3.",
		}
	}
	return &ClusterError{
		What: fmt.Sprintf("the cluster has CRDs of both %s and %s, but no migration between them",
			v3.SchemeGroupVersion, StoreGroup),
		Hint: "The provider cannot tell which of them Calico uses, and writes nothing. Remove the CRDs that are not used.",
	}
}

// migrationPhase returns the phase of Calico's migration. Releases serve its kind in different versions of the group.
func migrationPhase(ctx context.Context, c *cluster.Connection) (string, error) {
	const name = "migration.projectcalico.org"
	group, err := c.Read(ctx, "APIGroup", name)
	if err != nil {
		return "", err
	}
	version, _ := Nested(group, "preferredVersion")["version"].(string)
	object, err := c.Read(ctx, "DatastoreMigration", name, version, "datastoremigrations", "v1-to-v3")
	phase, _ := Nested(object, "status")["phase"].(string)
	return phase, err
}

func notServed(ctx context.Context, c *cluster.Connection) error {
	_, err := c.Resources(ctx, StoreGroup)
	switch {
	case err == nil:
		return &ClusterError{
			What:  fmt.Sprintf("the cluster serves %s, but ClusterInformation default does not exist", StoreGroup),
			Hint:  "Calico is being installed, or the CRDs remain from an earlier installation. Check that Calico runs.",
			Cause: cluster.ErrNotServed,
		}
	case apierrors.IsNotFound(err):
		return &ClusterError{
			What: fmt.Sprintf("the cluster serves no API of Calico: neither %s nor %s", v3.SchemeGroupVersion, StoreGroup),
			Hint: "Check that the provider is configured for the right cluster and that Calico is installed. Calico with " +
				"the etcd datastore has no Kubernetes API and is not supported.",
			Cause: cluster.ErrNotServed,
		}
	}
	return fmt.Errorf("discovery of the API %s failed: %w", StoreGroup, err)
}

// ClusterError is the error of a cluster whose Calico cannot be managed in its present state.
type ClusterError struct {
	What, Hint string
	Cause      error // cluster.ErrDown or cluster.ErrNotServed if a retry may help, else nil
}

func (e *ClusterError) Error() string { return e.What }

// Advice says what to do about the error.
func (e *ClusterError) Advice() string { return e.Hint }

func (e *ClusterError) Unwrap() error { return e.Cause }
