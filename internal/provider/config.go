package provider

import (
	"os"
	"regexp"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// config is the provider block. The names of attributes and environment variables are those of hashicorp/kubernetes.
type config struct {
	ConfigPath, Context, ContextUser, ContextCluster string
	ConfigPaths                                      []string
	Host, ServerName, CA, Proxy                      string
	Insecure                                         bool
	Token, User, Password, Certificate, Key          string
	Exec                                             []execConfig
	IgnoreLabels, IgnoreAnnotations                  []string

	userAgent  string
	unknown    []string // attributes with unknown values
	configured map[string]bool
}

// execConfig is a command that prints credentials.
type execConfig struct {
	APIVersion, Command string
	Args                []string
	Env                 map[string]string
}

func (c *config) fields() field.Fields {
	return append(append(c.clusterFields(), c.credentialFields()...), c.ignoreFields()...)
}

func (c *config) clusterFields() field.Fields {
	return field.Fields{
		field.String("config_path", &c.ConfigPath,
			"Path of a kubeconfig file. Conflicts with `config_paths`.", field.Env[string]("KUBE_CONFIG_PATH")),
		field.Strings("config_paths", &c.ConfigPaths,
			"Paths of kubeconfig files to merge. Conflicts with `config_path`.",
			field.Env[[]string]("KUBE_CONFIG_PATHS")),
		field.String("config_context", &c.Context,
			"Context of the kubeconfig. The current context if unset.", field.Env[string]("KUBE_CTX")),
		field.String("config_context_auth_info", &c.ContextUser,
			"User (auth info) of the kubeconfig, instead of the user of the "+
				"context.", field.Env[string]("KUBE_CTX_AUTH_INFO")),
		field.String("config_context_cluster", &c.ContextCluster,
			"Cluster of the kubeconfig, instead of the cluster of the context.", field.Env[string]("KUBE_CTX_CLUSTER")),
		field.String("host", &c.Host,
			"Address of the Kubernetes API server, as `https://host:port`.", field.Env[string]("KUBE_HOST")),
		field.String("tls_server_name", &c.ServerName,
			"Server name for SNI and for the verification of the API server's TLS certificate.",
			field.Env[string]("KUBE_TLS_SERVER_NAME")),
		field.String("cluster_ca_certificate", &c.CA,
			"PEM-encoded CA certificates for the verification of the API server's TLS certificate.",
			field.Env[string]("KUBE_CLUSTER_CA_CERT_DATA")),
		field.Bool("insecure", &c.Insecure,
			"Disables verification of the API server's TLS certificate.", field.Env[bool]("KUBE_INSECURE")),
		field.String("proxy_url", &c.Proxy,
			"URL of the proxy for all requests to the API server.", field.Env[string]("KUBE_PROXY_URL")),
	}
}

func (c *config) credentialFields() field.Fields {
	return field.Fields{
		field.String("token", &c.Token,
			"Bearer token for the API server.", field.Sensitive, field.Env[string]("KUBE_TOKEN")),
		field.String("username", &c.User,
			"User name for basic authentication.", field.Env[string]("KUBE_USER")),
		field.String("password", &c.Password,
			"Password for basic authentication.", field.Sensitive, field.Env[string]("KUBE_PASSWORD")),
		field.String("client_certificate", &c.Certificate,
			"PEM-encoded client certificate for TLS authentication.", field.Env[string]("KUBE_CLIENT_CERT_DATA")),
		field.String("client_key", &c.Key,
			"PEM-encoded private key of `client_certificate`.", field.Sensitive, field.Env[string]("KUBE_CLIENT_KEY_DATA")),
		field.List("exec", &c.Exec, execFields,
			"Exec plugin: a command that prints credentials for the API server, in the format of the Kubernetes API "+
				"`client.authentication.k8s.io`. At most one block."),
	}
}

func (c *config) ignoreFields() field.Fields {
	return field.Fields{
		field.Strings("ignore_labels", &c.IgnoreLabels,
			"Regular expressions of label keys to ignore in all resources: configured labels with matching keys are written "+
				"when an object is created, and later changes of these labels are ignored.",
			field.Each(field.Check(validRegexp)), field.MayBeEmpty),
		field.Strings("ignore_annotations", &c.IgnoreAnnotations,
			"Regular expressions of annotation keys to ignore in all resources: configured annotations with matching keys "+
				"are written when an object is created, and later changes of these annotations are ignored.",
			field.Each(field.Check(validRegexp)), field.MayBeEmpty),
	}
}

func execFields(e *execConfig) field.Fields {
	return field.Fields{
		field.String("api_version", &e.APIVersion,
			"API version of the command's output, for example `client.authentication.k8s.io/v1`.", field.Required),
		field.String("command", &e.Command, "Command to run.", field.Required),
		field.Strings("args", &e.Args, "Arguments of the command.", field.MayBeEmpty),
		field.Map("env", &e.Env, "Environment variables for the command.", field.MayBeEmpty),
	}
}

func validRegexp(expression string) error {
	_, err := regexp.Compile(expression)
	return err
}

// ignored returns a function that reports which keys of labels and annotations are ignored, nil for none.
func (c *config) ignored() func(attribute, key string) bool {
	if len(c.IgnoreLabels)+len(c.IgnoreAnnotations) == 0 {
		return nil
	}
	ignored := map[string][]*regexp.Regexp{}
	for attribute, expressions := range map[string][]string{
		"labels": c.IgnoreLabels, "annotations": c.IgnoreAnnotations,
	} {
		for _, expression := range expressions {
			if compiled, err := regexp.Compile(expression); err == nil { // load reports invalid expressions
				ignored[attribute] = append(ignored[attribute], compiled)
			}
		}
	}
	return func(attribute, key string) bool {
		return slices.ContainsFunc(ignored[attribute], func(r *regexp.Regexp) bool { return r.MatchString(key) })
	}
}

// load reads the provider block, and the environment for attributes that the block does not set.
func (c *config) load(block field.Value) []field.Problem {
	fields := c.fields()
	problems := append(fields.Load(block), fields.LoadEnv(block, os.LookupEnv)...)
	c.configured = map[string]bool{}
	values := block.Attributes()
	for _, f := range fields {
		c.configured[f.Name] = !values[f.Name].IsNull()
		if !values[f.Name].IsFullyKnown() {
			c.unknown = append(c.unknown, f.Name)
		}
	}
	if c.configured["config_path"] && c.configured["config_paths"] {
		problems = append(problems, field.Problem{Text: "Set either config_path or config_paths, not both."})
	}
	if len(c.Exec) > 1 {
		problems = append(problems, field.Problem{Text: "Only one exec block is allowed."})
	}
	return problems
}
