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

// ErrNotYet says that the address or the credentials of the cluster are not known yet.
var ErrNotYet = errors.New("the cluster to connect to is not known yet")

// Reasons why a cluster does not serve a kind. A later retry may succeed.
var (
	ErrNotServed = errors.New("the cluster does not serve this API")     // the API is not registered
	ErrDown      = errors.New("the server of this API is not available") // the API is registered and does not answer
)

// API is an API group version in a cluster.
type API struct {
	Mode        string // API mode, as users know it
	Version     schema.GroupVersion
	Resources   map[string]bool  // plural names of the served resources, nil if unknown
	Release     *version.Version // release that the cluster runs, nil if unknown
	Dialect     Dialect          // how the cluster stores objects, Plain by default
	Unvalidated bool             // the cluster does not validate objects

	// CheckWritable returns why objects must not be written. It runs before each write until it returns nil.
	CheckWritable func(context.Context) error
	open          atomic.Bool
}

func (a *API) locked(ctx context.Context) error {
	if a.CheckWritable == nil || a.open.Load() {
		return nil
	}
	err := a.CheckWritable(ctx)
	a.open.Store(err == nil)
	return err
}

// Discover finds the API that serves the kinds. It calls [Connection.Resources] and [Connection.Read].
type Discover func(context.Context, *Connection) (*API, error)

// Connection is the connection to one cluster. The first request opens the connection.
type Connection struct {
	Log Log // optional

	config   func() (*rest.Config, error)
	discover Discover

	mu      sync.Mutex
	client  *rest.RESTClient
	api     *API
	others  map[schema.GroupVersion]*API // results of OptionalAPI
	missing map[schema.GroupVersion]time.Time
	caches  map[cacheKey]*listCache
	health  breaker
}

// Connect returns a connection that reads its configuration at the first request.
func Connect(config func() (*rest.Config, error), discover Discover) *Connection {
	c := &Connection{config: config, discover: discover}
	c.Rediscover()
	return c
}

// API returns the API that serves the kinds. The connection caches a success, and repeats discovery after a failure.
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

// absence is how long a missing API is cached: not long, since the running apply may install the API.
const absence = 5 * time.Second

// OptionalAPI returns an API that not every cluster has, nil in a cluster without it. The connection caches an API for
// good, and the absence of an API for some seconds.
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

func (c *Connection) dial() (err error) {
	if c.client == nil {
		c.client, err = c.open()
	}
	return err
}

// open builds a client for JSON, without client-side rate limit, warnings and redirects.
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
		return http.ErrUseLastResponse // credentials must not reach another server
	}
	return rest.UnversionedRESTClientForConfigAndClient(config, client)
}

// Rediscover clears the discovery cache.
func (c *Connection) Rediscover() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.api, c.others, c.missing = nil, map[schema.GroupVersion]*API{}, map[schema.GroupVersion]time.Time{}
}

// Resources returns the plural names of the resources of a group version. [Discover] functions call it.
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

func root(version schema.GroupVersion) string {
	if version.Group == "" {
		return "/api/" + version.Version
	}
	return "/apis/" + version.String()
}

// Read returns the object at a path below /apis. The answer must have the given kind. [Discover] functions call it.
func (c *Connection) Read(ctx context.Context, kind string, segments ...string) (Unstructured, error) {
	request := c.client.Get().AbsPath(append([]string{"/apis"}, segments...)...)
	body, err := c.read(ctx, request, expectKind(kind))
	if err != nil {
		return nil, err
	}
	return parse(body)
}
