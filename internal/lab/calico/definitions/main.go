// Command definitions prints which Calico the lab runs, and its resource definitions, as JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/projectcalico/calico/libcalico-go/config"
)

// version is the Calico that go.mod pins.
const version = "v3.31.0"

func main() {
	definitions, err := config.AllCRDs()
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(map[string]any{"version": version, "definitions": definitions})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "definitions:", err)
		os.Exit(1)
	}
}
