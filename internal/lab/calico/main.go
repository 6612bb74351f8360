// Command calico holds the parts of Calico that the lab runs.
//
//	calico apiserver [flag]… serve projectcalico.org/v3
//	calico ipam              assign and release addresses as standard input says, and print how much is used
//
// It lives in a module of its own because Calico and kube-apiserver pin Kubernetes libraries that do not compile
// together. Servers end when their standard input does, so they never outlive whoever started them.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/projectcalico/calico/apiserver/cmd/apiserver/server"
	"k8s.io/apiserver/pkg/features"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/cli"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "calico:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("say what to run: apiserver or ipam")
	}
	switch args[0] {
	case "apiserver":
		return serve(args[1:])
	case "ipam":
		return manageAddresses(os.Stdin, os.Stdout)
	}
	return fmt.Errorf("unknown command %q: say apiserver or ipam", args[0])
}

// serve runs calico-apiserver with the feature gates that its storage needs.
func serve(args []string) error {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	err := feature.DefaultMutableFeatureGate.SetFromMap(map[string]bool{
		string(features.ConsistentListFromCache): false,
		string(features.WatchList):               false,
	})
	if err != nil {
		return err
	}
	command, _, err := server.NewCommandStartCalicoServer(os.Stdout)
	if err != nil {
		return err
	}
	command.SetArgs(args)
	os.Exit(cli.Run(command))
	return nil
}
