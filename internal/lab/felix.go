package lab

import (
	"context"
	"net/http"

	"k8s.io/client-go/rest"
)

// felixPort is the port of Felix's health checks. It can be fixed, since Felix has a network namespace of its own.
const felixPort = "9099"

// StartFelix runs Felix in the network namespace of this process, and waits until Felix is ready. No other program may
// use the network namespace: Felix changes its firewall.
func (l *Lab) StartFelix(ctx context.Context, node string) error {
	felix, err := Binary(ctx, "felix", nil)
	if err != nil {
		return err
	}
	env := append(l.datastore(),
		"FELIX_DATASTORETYPE=kubernetes", "FELIX_FELIXHOSTNAME="+node,
		"FELIX_NFTABLESMODE=Enabled", "FELIX_BPFENABLED=false", "FELIX_DebugSkipCTLBCleanup=true",
		"FELIX_IPV6SUPPORT=false", "FELIX_DEFAULTENDPOINTTOHOSTACTION=ACCEPT",
		"FELIX_USAGEREPORTINGENABLED=false", "FELIX_LOGFILEPATH=none", "FELIX_LOGSEVERITYSCREEN=Warning",
		"FELIX_HEALTHENABLED=true", "FELIX_HEALTHPORT="+felixPort,
	)
	if err := l.run("felix", env, felix, l.release.Version); err != nil {
		return err
	}
	return l.wait(ctx, &rest.Config{Host: "http://localhost:" + felixPort}, "/readiness", http.StatusOK)
}
