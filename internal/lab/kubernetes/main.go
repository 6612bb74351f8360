// Command kubernetes is a part of the lab's control plane: etcd, kube-apiserver, or kube-proxy, which makes the addresses
// of services lead somewhere.
//
//	kubernetes etcd DIR ADDRESS
//	kubernetes apiserver [kube-apiserver flag]…
//	kubernetes proxy [kube-proxy flag]…
//
// It lives in a module of its own because kube-apiserver and Calico pin Kubernetes libraries that do not compile
// together. It ends when its standard input does, and etcd removes DIR then, so that nothing outlives whoever started it,
// however that one ended.
package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	server "k8s.io/kubernetes/cmd/kube-apiserver/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
)

func main() {
	if len(os.Args) < 2 {
		usage()
	}
	var command *cobra.Command
	switch what, args := os.Args[1], os.Args[2:]; {
	case what == "etcd" && len(args) == 2:
		if err := startEtcd(args[0], args[1]); err != nil {
			fmt.Fprintln(os.Stderr, "etcd:", err)
			os.Exit(1)
		}
		untilClosed()
		_ = os.RemoveAll(args[0])
		return
	case what == "apiserver":
		command = server.NewAPIServerCommand()
	case what == "proxy":
		command = proxy.NewProxyCommand()
	default:
		usage()
	}
	go func() {
		untilClosed()
		os.Exit(0)
	}()
	command.SetArgs(os.Args[2:])
	os.Exit(cli.Run(command))
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: kubernetes etcd DIR ADDRESS, kubernetes apiserver [flag]… or kubernetes proxy [flag]…")
	os.Exit(2)
}

// untilClosed waits until whoever started the process is gone, or wants it gone.
func untilClosed() { _, _ = io.Copy(io.Discard, os.Stdin) }

// startEtcd serves a throw-away store in a directory at an address of the loopback interface.
func startEtcd(dir, address string) error {
	client, anyPort := []url.URL{{Scheme: "http", Host: address}}, []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	config := embed.NewConfig()
	config.Dir = filepath.Join(dir, "etcd")
	config.LogLevel = "error"
	config.EnableGRPCGateway = false
	config.UnsafeNoFsync = true // nothing here outlives the machine
	config.SocketOpts.ReusePort = true
	config.ListenClientUrls, config.AdvertiseClientUrls = client, client
	config.ListenPeerUrls, config.AdvertisePeerUrls = anyPort, anyPort
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	_, err := embed.StartEtcd(config)
	return err
}
