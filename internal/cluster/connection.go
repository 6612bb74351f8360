package cluster

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
)

// ErrNotYet says that how to reach the cluster is not known yet.
var ErrNotYet = errors.New("the cluster is not known yet")

// What keeps a cluster from serving a kind now, and may pass.
var (
	ErrNotServed = errors.New("the cluster does not serve it")  // there is no such API
	ErrDown      = errors.New("what should serve it is not up") // there is one, and it does not answer
)

// API is what serves the kinds in a cluster.
type API struct {
	Mode        string // what practitioners call it
	Version     schema.GroupVersion
	Resources   map[string]bool  // the plural names it serves, nil when that is not known
	Release     *version.Version // the release that the cluster runs, nil when it does not say
	Dialect     Dialect          // how it keeps objects; as they are where discovery says nothing
	Unvalidated bool             // nobody checks what is written

	// CheckWritable finds out why nothing may be written now, nil when it may. It is asked before a write until it allows one.
	CheckWritable func(context.Context) error
	open          atomic.Bool
}

// locked says why nothing may be written now.
func (a *API) locked(ctx context.Context) error {
	if a.CheckWritable == nil || a.open.Load() {
		return nil
	}
	err := a.CheckWritable(ctx)
	a.open.Store(err == nil)
	return err
}

// Discover finds out which API serves the kinds. It asks with [Connection.Resources].
type Discover func(context.Context, *Connection) (*API, error)

// Connection is the way to one cluster.
type Connection struct {
	Log Log // nil for nobody

	config   func() (*rest.Config, error)
	discover Discover

	mu      sync.Mutex
	client  *rest.RESTClient
	api     *API
	others  map[schema.GroupVersion]*API // what is served besides
	missing map[schema.GroupVersion]time.Time
	shelves map[cacheKey]*listCache
	health  breaker
}

// Connect describes a connection; the configuration is asked for at the first request.
func Connect(config func() (*rest.Config, error), discover Discover) *Connection {
	c := &Connection{config: config, discover: discover}
	c.Rediscover()
	return c
}

// API returns which API serves the kinds. A success is remembered, a failure is tried again.
func (c *Connection) API(ctx context.Context) (*API, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.api != nil {
		return c.api, nil
	}
	if err := c.dial(); err != nil {
		return nil, err
	}
	api, err := c.discover(ctx, c)
	if err != nil {
		return nil, err
	}
	if api.Dialect == nil {
		api.Dialect = Plain{}
	}
	c.api = api
	return api, nil
}

// absence is how long an API that the cluster does not have is taken to be missing: the same apply may install it.
const absence = 5 * time.Second

// OptionalAPI returns an API besides the one that serves the kinds, nil when the cluster does not have it. It is remembered
// like that one, and for a short while that there is none.
func (c *Connection) OptionalAPI(ctx context.Context, version schema.GroupVersion) (*API, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if api, known := c.others[version]; known || time.Since(c.missing[version]) < absence {
		return api, nil
	}
	if err := c.dial(); err != nil {
		return nil, err
	}
	served, err := c.Resources(ctx, version)
	if apierrors.IsNotFound(err) {
		c.missing[version] = time.Now()
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.others[version] = &API{Version: version, Resources: served, Dialect: Plain{}}
	return c.others[version], nil
}

// dial makes the client that all requests share.
func (c *Connection) dial() (err error) {
	if c.client == nil {
		c.client, err = c.open()
	}
	return err
}

// open builds the client: no throttle of ours, JSON, the server's own answers to too many requests honoured.
func (c *Connection) open() (*rest.RESTClient, error) {
	config, err := c.config()
	if err != nil {
		return nil, err
	}
	config = dynamic.ConfigFor(config)
	config.QPS = -1
	config.GroupVersion = &schema.GroupVersion{}
	config.WarningHandler = rest.NoWarnings{}
	config.Wrap(func(next http.RoundTripper) http.RoundTripper { return loggingTransport{c, next} })
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, err
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // credentials are for this server alone
	}
	return rest.UnversionedRESTClientForConfigAndClient(config, client)
}

// Rediscover makes the connection find out anew what serves the kinds.
func (c *Connection) Rediscover() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.api, c.others, c.missing = nil, map[schema.GroupVersion]*API{}, map[schema.GroupVersion]time.Time{}
}

// Resources lists the plural names that a group version serves. It is for [Discover] functions.
func (c *Connection) Resources(ctx context.Context, version schema.GroupVersion) (map[string]bool, error) {
	body, err := c.read(ctx, c.client.Get().AbsPath(root(version)), expectKind("APIResourceList"))
	if err != nil {
		return nil, err
	}
	var list metav1.APIResourceList
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	names := make(map[string]bool, len(list.APIResources))
	for _, resource := range list.APIResources {
		names[resource.Name] = true
	}
	return names, nil
}

// root is where an API is served.
func root(version schema.GroupVersion) string {
	if version.Group == "" {
		return "/api/" + version.Version
	}
	return "/apis/" + version.String()
}

// Read returns an object of some kind as JSON. It is for [Discover] functions.
func (c *Connection) Read(ctx context.Context, kind string, segments ...string) (Unstructured, error) {
	request := c.client.Get().AbsPath(append([]string{"/apis"}, segments...)...)
	body, err := c.read(ctx, request, expectKind(kind))
	if err != nil {
		return nil, err
	}
	return parse(body)
}
