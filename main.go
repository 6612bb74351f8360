// Command terraform-provider-calico is the Terraform provider for Calico.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/calico-network/terraform-provider-calico/internal/connectivity"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
	"github.com/calico-network/terraform-provider-calico/internal/report"
)

// version is set by the release.
var version = "dev"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "traffic" {
		os.Exit(reportTraffic(os.Args[2:]))
	}
	debug := flag.Bool("debug", false, "run so that a debugger can attach")
	flag.Parse()
	provider.Prepare()
	if !*debug {
		provider.FollowParent()
	}
	if err := provider.Serve(version, *debug); err != nil {
		log.Fatal(err)
	}
}

// reportTraffic says what a plan does to traffic, and returns the exit status.
func reportTraffic(args []string) int {
	provider.Prepare()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return report.Run(ctx, args, os.Stdin, os.Stdout, os.Stderr, readCluster)
}

// readCluster reads a cluster as the provider would.
func readCluster(ctx context.Context, kubeconfig, kubeContext string) (c report.ClusterState, err error) {
	connection, host, err := provider.Connect(version, kubeconfig, kubeContext)
	if err != nil {
		return c, err
	}
	c.Name = "the cluster " + host
	c.State, err = connectivity.Read(ctx, connection)
	return c, err
}
