// Command snapshot builds a release of the last commit as the release workflow does, unpublished and signed with a
// temporary key. It checks the files of the release, builds them again for one platform in another directory to see
// that they are identical, installs the provider with terraform init, and applies the first scenario.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

func main() { lab.Main("the snapshot is not fit to be released", run) }

func run(ctx context.Context, _ []string) error {
	begin := time.Now()
	dir, err := os.MkdirTemp("", "calico-snapshot-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	w := workshop{dir: dir}
	if err := w.prepare(ctx); err != nil {
		return err
	}
	lab.Say("Make a snapshot of the last commit for every platform")
	first, err := w.make(ctx, "first", true)
	if err != nil {
		return err
	}
	lab.Say("Check what belongs to a release")
	if err := first.check(ctx); err != nil {
		return err
	}
	lab.Say("Make it once more, elsewhere, for this platform")
	second, err := w.make(ctx, "second", false)
	if err != nil {
		return err
	}
	if err := first.mustEqual(second); err != nil {
		return err
	}
	if err := use(ctx, filepath.Join(dir, "use"), first); err != nil {
		return err
	}
	fmt.Printf("\nDone, in %.0f s. The snapshot is fit to be released.\n", time.Since(begin).Seconds())
	return nil
}
