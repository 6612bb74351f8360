package lab

import (
	"context"
	"net/http"

	"k8s.io/client-go/rest"
)

// proxyPort is the port of kube-proxy's health checks.
const proxyPort = "10256"

// StartProxy runs kube-proxy in the network namespace of this process, and waits until kube-proxy is ready. No other
// program may use the network namespace.
func (l *Lab) StartProxy(ctx context.Context, node string) error {
	program, err := Binary(ctx, kubernetes(), nil)
	if err != nil {
		return err
	}
	err = l.run("kube-proxy", nil, program, "proxy", "--kubeconfig="+l.Kubeconfig, "--hostname-override="+node,
		"--proxy-mode=nftables", "--healthz-bind-address=127.0.0.1:"+proxyPort, "--metrics-bind-address=127.0.0.1:10249",
		"--conntrack-max-per-core=0", "--conntrack-tcp-timeout-established=0", "--conntrack-tcp-timeout-close-wait=0",
		"--iptables-sync-period=2s", "--iptables-min-sync-period=0")
	if err != nil {
		return err
	}
	return l.wait(ctx, &rest.Config{Host: "http://127.0.0.1:" + proxyPort}, "/healthz", http.StatusOK)
}
