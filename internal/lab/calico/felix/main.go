// Command felix enforces policies on this machine, as FELIX_… variables say. It ends when its standard input does.
//
//	felix VERSION
package main

import (
	"io"
	"os"

	"github.com/projectcalico/calico/felix/daemon"
)

func main() {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	daemon.Run("", os.Args[1], "", "")
}
