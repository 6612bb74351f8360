package provider

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/homedir"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// configError is the error of a provider block from which no connection can be made.
type configError struct {
	says, advice string
	cause        error
}

func (e *configError) Error() string  { return e.says }
func (e *configError) Advice() string { return e.advice }
func (e *configError) Unwrap() error  { return e.cause }

var errNotConfigured = &configError{
	says: "the provider is not told which cluster to manage",
	advice: "Set config_path, or host with credentials, in the provider block, or one of the environment variables " +
		"KUBE_CONFIG_PATH, KUBE_HOST or KUBECONFIG. Without any of them the provider works inside a pod only.",
}

// rest returns how to reach the cluster. The first request calls it.
func (c *config) rest() (*rest.Config, error) {
	if len(c.unknown) > 0 {
		return nil, &configError{
			says: "the provider block is not known yet: " + strings.Join(c.unknown, ", "),
			advice: "Its values come from something that this run has yet to create. Resources can be planned all the " +
				"same, data sources cannot be read. Create what the values come from first, with -target.",
			cause: cluster.ErrNotYet,
		}
	}
	paths, err := c.paths()
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 && c.Host == "" {
		return c.inCluster()
	}
	kubeconfig, err := (&clientcmd.ClientConfigLoadingRules{Precedence: paths}).Load()
	if err != nil {
		return nil, &configError{
			says: err.Error(), advice: "Check the kubeconfig that the provider block or the environment names.",
		}
	}
	overrides, err := c.overrides()
	if err != nil {
		return nil, err
	}
	if err := checkProxies(c.Proxy, kubeconfig); err != nil {
		return nil, err
	}
	config, err := clientcmd.NewNonInteractiveClientConfig(*kubeconfig, c.Context, overrides, nil).ClientConfig()
	if err != nil {
		return nil, &configError{
			says: err.Error(), advice: "Check the provider block, and the kubeconfig and context that it names.",
		}
	}
	if config.Host == "" {
		return nil, errNotConfigured
	}
	config.UserAgent = c.userAgent
	return config, nil
}

// checkProxies refuses invalid proxy addresses. The errors of other packages would show the password in an address.
func checkProxies(configured string, kubeconfig *api.Config) error {
	proxies := map[string]string{"proxy_url": configured}
	for name, cluster := range kubeconfig.Clusters {
		proxies["proxy-url of the cluster "+name+" in the kubeconfig"] = cluster.ProxyURL
	}
	for where, text := range proxies {
		address, err := url.Parse(text)
		if text == "" || err == nil && address.Host != "" && slices.Contains(proxySchemes, address.Scheme) {
			continue
		}
		return &configError{
			says: "the " + where + " is not an address of a proxy", advice: "Its form is http://proxy:3128, with https or " +
				"socks5 in place of http where the proxy speaks that. Escape special characters of a password.",
		}
	}
	return nil
}

var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// inCluster returns how a pod reaches its own cluster.
func (c *config) inCluster() (*rest.Config, error) {
	config, err := rest.InClusterConfig()
	if errors.Is(err, rest.ErrNotInCluster) {
		return nil, errNotConfigured
	}
	if err != nil {
		return nil, err
	}
	config.UserAgent = c.userAgent
	return config, nil
}

// paths returns the kubeconfig files to read. If the block sets host and no kubeconfig, the environment's kubeconfig is
// ignored, since its credentials may be for another cluster.
func (c *config) paths() ([]string, error) {
	if c.configured["host"] && !c.configured["config_path"] && !c.configured["config_paths"] {
		return nil, nil
	}
	paths := c.ConfigPaths
	if c.ConfigPath != "" {
		paths = []string{c.ConfigPath}
	}
	if len(paths) == 0 && c.Host == "" {
		return kubeconfigPaths()
	}
	expanded := make([]string, len(paths))
	for i, path := range paths {
		if rest, ok := strings.CutPrefix(path, "~/"); ok {
			path = filepath.Join(homedir.HomeDir(), rest)
		}
		if _, err := os.Stat(path); err != nil {
			return nil, &configError{says: err.Error(), advice: "Check config_path and config_paths in the provider " +
				"block, and KUBE_CONFIG_PATH and KUBE_CONFIG_PATHS in the environment."}
		}
		expanded[i] = path
	}
	return expanded, nil
}

// kubeconfigPaths returns the existing files of KUBECONFIG, as kubectl does.
func kubeconfigPaths() ([]string, error) {
	named := os.Getenv(clientcmd.RecommendedConfigPathEnvVar)
	if named == "" {
		return nil, nil
	}
	var paths []string
	for _, path := range filepath.SplitList(named) {
		if _, err := os.Stat(path); err == nil {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil, &configError{
			says:   fmt.Sprintf("none of the files that KUBECONFIG names can be read: %s", named),
			advice: "Correct KUBECONFIG, or set config_path in the provider block.",
		}
	}
	return paths, nil
}

// overrides returns the attributes that override or replace a kubeconfig.
func (c *config) overrides() (*clientcmd.ConfigOverrides, error) {
	o := &clientcmd.ConfigOverrides{
		CurrentContext: c.Context,
		Context:        api.Context{AuthInfo: c.ContextUser, Cluster: c.ContextCluster},
		ClusterInfo: api.Cluster{
			TLSServerName:            c.ServerName,
			CertificateAuthorityData: []byte(c.CA),
			InsecureSkipTLSVerify:    c.Insecure,
			ProxyURL:                 c.Proxy,
		},
		AuthInfo: api.AuthInfo{
			Token:                 c.Token,
			Username:              c.User,
			Password:              c.Password,
			ClientCertificateData: []byte(c.Certificate),
			ClientKeyData:         []byte(c.Key),
		},
	}
	if c.Host != "" {
		secure := (c.CA != "" || c.Certificate != "") && !c.Insecure
		server, _, err := rest.DefaultServerURL(c.Host, "", schema.GroupVersion{}, secure)
		if err != nil {
			return nil, &configError{
				says: fmt.Sprintf("host %q: %s", c.Host, err), advice: "Write host as https://name:port.",
			}
		}
		o.ClusterInfo.Server = server.String()
	}
	for _, e := range c.Exec {
		o.AuthInfo.Exec = &api.ExecConfig{
			APIVersion: e.APIVersion, Command: e.Command, Args: e.Args, InteractiveMode: api.NeverExecInteractiveMode,
		}
		for name, value := range e.Env {
			o.AuthInfo.Exec.Env = append(o.AuthInfo.Exec.Env, api.ExecEnvVar{Name: name, Value: value})
		}
	}
	return o, nil
}
