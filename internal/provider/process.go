package provider

import (
	"os"
	"runtime/debug"
	"strings"
	"time"
)

// Prepare tunes the garbage collector and the logging for a short-lived process that Terraform started.
func Prepare() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	quiet(os.Environ())
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
