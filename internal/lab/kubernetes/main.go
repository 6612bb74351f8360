// Command kubernetes is the control plane of the lab, etcd and kube-apiserver in one process, or what makes the addresses
// of services lead somewhere.
//
//	kubernetes DIR [kube-apiserver flag]…
//	kubernetes proxy [kube-proxy flag]…
//
// It lives in a module of its own because kube-apiserver and Calico pin Kubernetes libraries that do not compile
// together. It ends when its standard input does, and removes DIR, so that nothing outlives whoever started it,
// however that one ended.
package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	server "k8s.io/kubernetes/cmd/kube-apiserver/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: kubernetes DIR [kube-apiserver flag]…, or kubernetes proxy [kube-proxy flag]…")
		os.Exit(2)
	}
	what, flags := os.Args[1], os.Args[2:]
	if what == "proxy" {
		go untilClosed(func() {})
		command := proxy.NewProxyCommand()
		command.SetArgs(flags)
		os.Exit(cli.Run(command))
	}
	go untilClosed(func() { _ = os.RemoveAll(what) })
	address, err := startEtcd(filepath.Join(what, "etcd"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "etcd:", err)
		os.Exit(1)
	}
	command := server.NewAPIServerCommand()
	command.SetArgs(append([]string{"--etcd-servers=" + address}, flags...))
	os.Exit(cli.Run(command))
}

// untilClosed ends the process with its standard input.
func untilClosed(last func()) {
	_, _ = io.Copy(io.Discard, os.Stdin)
	last()
	os.Exit(0)
}

// startEtcd serves a throw-away store on a free loopback port.
func startEtcd(dir string) (string, error) {
	anyPort := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config := embed.NewConfig()
	config.Dir = dir
	config.LogLevel = "error"
	config.EnableGRPCGateway = false // it would dial the port before that is known
	config.UnsafeNoFsync = true      // nothing here outlives the process
	config.ListenClientUrls, config.AdvertiseClientUrls = anyPort, anyPort
	config.ListenPeerUrls, config.AdvertisePeerUrls = anyPort, anyPort
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	server, err := embed.StartEtcd(config)
	if err != nil {
		return "", err
	}
	<-server.Server.ReadyNotify()
	return "http://" + server.Clients[0].Addr().String(), nil
}
