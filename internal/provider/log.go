package provider

import (
	"os"
	"strings"
)

// Quiet turns the SDK's own logging off unless the user asked for logs. Left on, it encodes every step for Terraform to
// parse and throw away, which takes longer than the work itself.
func Quiet() {
	for _, entry := range os.Environ() {
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
