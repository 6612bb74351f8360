// Command kubernetes is a part of the lab's control plane: etcd, kube-apiserver, or kube-proxy, which makes the addresses
// of services lead somewhere. It saves a snapshot of a running etcd, with which another etcd starts.
//
//	kubernetes etcd DIR ADDRESS [SNAPSHOT]
//	kubernetes save ADDRESS SNAPSHOT
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
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
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
	case what == "etcd" && (len(args) == 2 || len(args) == 3):
		signal.Ignore(syscall.SIGHUP) // which comes if it was stopped when whoever started it ended
		check(startEtcd(args[0], args[1], args[2:]...))
		untilClosed()
		_ = os.RemoveAll(args[0])
		return
	case what == "save" && len(args) == 2:
		check(save(args[0], args[1]))
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
	fmt.Fprintln(os.Stderr, "usage: kubernetes etcd DIR ADDRESS [SNAPSHOT], kubernetes save ADDRESS SNAPSHOT, "+
		"kubernetes apiserver [flag]… or kubernetes proxy [flag]…")
	os.Exit(2)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "etcd:", err)
		os.Exit(1)
	}
}

// untilClosed waits until whoever started the process is gone, or wants it gone.
func untilClosed() { _, _ = io.Copy(io.Discard, os.Stdin) }
