// Command kubernetes is the control plane of the lab: etcd and kube-apiserver in one process.
//
//	kubernetes DIR [kube-apiserver flag]…
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
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: kubernetes DIR [kube-apiserver flag]…")
		os.Exit(2)
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = os.RemoveAll(os.Args[1])
		os.Exit(0)
	}()
	address, err := startEtcd(filepath.Join(os.Args[1], "etcd"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "etcd:", err)
		os.Exit(1)
	}
	command := app.NewAPIServerCommand()
	command.SetArgs(append([]string{"--etcd-servers=" + address}, os.Args[2:]...))
	os.Exit(cli.Run(command))
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
