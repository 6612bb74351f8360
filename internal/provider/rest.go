package provider

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/homedir"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
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
	says: "no cluster is configured",
	advice: "Set config_path, or host with credentials, in the provider block, or set one of the environment variables " +
		"KUBE_CONFIG_PATH, KUBE_HOST or KUBECONFIG. Without these settings, the provider works only inside a pod of the " +
		"cluster.",
}

// check returns an error if the block and the environment name no cluster, unless a part of the block is unknown.
func (c *config) check() (diags diag.Diagnostics) {
	_, err := c.rest()
	if err == nil || errors.Is(err, cluster.ErrNotYet) {
		return nil
	}
	detail := engine.Sentence(err.Error())
	if invalid, ok := errors.AsType[*configError](err); ok {
		detail += "\n\n" + invalid.advice
	}
	diags.AddError("Invalid provider configuration", detail)
	return diags
}

// unknownError is the error of a provider block with unknown values, nil for a known block.
func (c *config) unknownError() error {
	if len(c.unknown) == 0 {
		return nil
	}
	return &configError{
		says: "the provider block has values that are not known yet: " + strings.Join(c.unknown, ", "),
		advice: "The values come from resources that do not exist yet. Resources of this provider can be planned, but " +
			"data sources cannot be read. Create the resources that provide the values first, with -target.",
		cause: cluster.ErrNotYet,
	}
}

// rest returns how to reach the cluster. The first request calls it.
func (c *config) rest() (*rest.Config, error) {
	if err := c.unknownError(); err != nil {
		return nil, err
	}
	paths, err := c.paths()
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 && c.Host == "" {
		return c.inCluster()
	}
	config, err := c.loadKubeconfig(paths)
	if err == nil {
		config.UserAgent = c.userAgent
	}
	return config, err
}

// loadKubeconfig returns how to reach the cluster of a kubeconfig, with the attributes of the block.
func (c *config) loadKubeconfig(paths []string) (*rest.Config, error) {
	kubeconfig, err := (&clientcmd.ClientConfigLoadingRules{Precedence: paths}).Load()
	if err != nil {
		return nil, &configError{
			says: err.Error(), advice: "Check the kubeconfig that is set in the provider block or in the environment.",
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
	if clientcmd.IsEmptyConfig(err) || err == nil && config.Host == "" {
		return nil, errNotConfigured
	}
	if err != nil {
		return nil, &configError{
			says: err.Error(), advice: "Check the provider block, and the kubeconfig and the context that it uses.",
		}
	}
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
			says: "the " + where + " is not a valid proxy URL", advice: "Use the form http://proxy:3128, with the scheme " +
				"http, https, socks5 or socks5h. Percent-encode special characters of a password.",
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
			return nil, &configError{
				says: "the kubeconfig cannot be read: " + err.Error(),
				advice: "Check config_path and config_paths in the provider block, and KUBE_CONFIG_PATH and " +
					"KUBE_CONFIG_PATHS in the environment.",
			}
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
			says:   fmt.Sprintf("none of the files in KUBECONFIG can be read: %s", named),
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
				says:   fmt.Sprintf("host %q is not valid: %s", c.Host, err),
				advice: "Set host to an address like https://10.0.0.1:6443.",
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
