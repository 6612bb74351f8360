package provider

import (
	"os"
	"runtime/debug"
	"strings"
	"time"
)

// Prepare fits the process to what it is: one that does much in a short time, with Terraform at the other end.
func Prepare() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	quiet(os.Environ())
}

// FollowParent ends the process soon after the one that started it: a Terraform that is killed cannot say that it goes,
// and whoever it leaves behind still has the credentials.
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

// garbage is how much memory may be lost before it is collected, as a percentage of what is in use. A provider is done
// before it is worth the time.
const garbage = 400

// quiet turns the SDK's own logging off unless the user asked for logs. Left on, it encodes every step for Terraform to
// parse and throw away, which takes longer than the work itself.
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
