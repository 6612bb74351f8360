// Command calico holds the parts of Calico that the lab runs.
//
//	calico describe          print which Calico this is, and its resource definitions, as JSON
//	calico apiserver [flag]… serve projectcalico.org/v3
//	calico felix             enforce policies on this machine, as FELIX_… variables say
//	calico ipam              assign and release addresses as standard input says, and print how much is used
//
// It lives in a module of its own because Calico and kube-apiserver pin Kubernetes libraries that do not compile
// together. Servers end when their standard input does, so they never outlive whoever started them.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/projectcalico/calico/apiserver/cmd/apiserver/server"
	"github.com/projectcalico/calico/felix/daemon"
	"github.com/projectcalico/calico/libcalico-go/config"
	"k8s.io/apiserver/pkg/features"
	"k8s.io/apiserver/pkg/util/feature"
	"k8s.io/component-base/cli"
)

// version is the Calico that go.mod pins.
const version = "v3.31.0"

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "calico:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("say what to run: describe, apiserver, felix or ipam")
	}
	switch args[0] {
	case "describe":
		definitions, err := config.AllCRDs()
		if err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(map[string]any{"version": version, "definitions": definitions})
	case "apiserver":
		return serve(args[1:])
	case "felix":
		endWithInput()
		daemon.Run("", version, "", "")
		return nil
	case "ipam":
		return manageAddresses(os.Stdin, os.Stdout)
	}
	return fmt.Errorf("unknown command %q: say describe, apiserver, felix or ipam", args[0])
}

// endWithInput ends the process when its standard input ends.
func endWithInput() {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
}

// serve runs calico-apiserver with the feature gates that its storage needs.
func serve(args []string) error {
	endWithInput()
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
