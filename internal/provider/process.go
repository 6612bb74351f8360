package provider

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Prepare tunes the garbage collector and the logging for a short-lived process that Terraform started.
func Prepare() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	quiet(os.Environ())
}

// Connect returns a connection for a command that Terraform does not start, and the address of the cluster. It reads
// the environment as for a provider block that sets at most config_path and config_context.
func Connect(version, configPath, context string) (c *cluster.Connection, host string, err error) {
	block, values := &config{userAgent: "terraform-provider-" + engine.Provider + "/" + version}, map[string]field.Value{}
	for name, value := range map[string]string{"config_path": configPath, "config_context": context} {
		if value != "" {
			values[name] = field.NewValue(value)
		}
	}
	for _, problem := range block.load(field.NewValue(values)) {
		err = errors.Join(err, fmt.Errorf("invalid provider configuration: %s: %s", problem.Path(), problem.Text))
	}
	if err != nil {
		return nil, "", err
	}
	config, err := block.rest()
	if err != nil {
		return nil, "", err
	}
	c = cluster.Connect(block.rest, calico.Discover)
	c.Log = log
	return c, config.Host, nil
}

// FollowParent ends the process soon after its parent. A killed Terraform cannot stop the provider, which would keep
// the credentials in memory.
func FollowParent() {
	parent := os.Getppid()
	go func() {
		for range time.Tick(time.Second) {
			if os.Getppid() != parent {
				os.Exit(1)
			}
		}
	}()
}

// garbage is the value of GOGC. The process ends before more frequent garbage collections would pay off.
const garbage = 400

// quiet turns the SDK's own logging off unless the user asks for logs. The SDK would encode every step for Terraform,
// which discards the messages. That takes longer than the work itself.
func quiet(environment []string) {
	for _, entry := range environment {
		name, value, _ := strings.Cut(entry, "=")
		wanted := name == "TF_LOG" || strings.HasPrefix(name, "TF_LOG_PROVIDER") || strings.HasPrefix(name, "TF_LOG_SDK")
		if wanted && value != "" {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK"} {
		_ = os.Setenv(name, "off") // it fails only for impossible names
	}
}
