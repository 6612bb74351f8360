package lab

import (
	"context"
	"net/http"

	"k8s.io/client-go/rest"
)

// proxyPort is where kube-proxy says how it is.
const proxyPort = "10256"

// StartProxy runs kube-proxy, which makes addresses of services lead to pods, in the network namespace of this process,
// and waits until it is ready. It must not be one that anybody else uses.
func (l *Lab) StartProxy(ctx context.Context, node string) error {
	kubernetes, err := Binary(ctx, "kubernetes", nil)
	if err != nil {
		return err
	}
	err = l.run("kube-proxy", nil, kubernetes, "proxy", "--kubeconfig="+l.Kubeconfig, "--hostname-override="+node,
		"--proxy-mode=nftables", "--healthz-bind-address=127.0.0.1:"+proxyPort, "--metrics-bind-address=127.0.0.1:10249",
		"--conntrack-max-per-core=0", "--conntrack-tcp-timeout-established=0", "--conntrack-tcp-timeout-close-wait=0",
		"--iptables-sync-period=2s", "--iptables-min-sync-period=0")
	if err != nil {
		return err
	}
	return l.wait(ctx, &rest.Config{Host: "http://127.0.0.1:" + proxyPort}, "/healthz", http.StatusOK)
}
