package lab

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
)

// Sampled returns one of the choices for a test, for example of the API modes. The seed of the run chooses, so that
// many runs try everything. With TEST_ALL=1, Sampled returns all choices; TEST_SEED repeats a run.
func Sampled[T any](t testing.TB, choices ...T) []T {
	t.Helper()
	if os.Getenv("TEST_ALL") != "" {
		return choices
	}
	hash := fnv.New64a()
	_, _ = fmt.Fprintf(hash, "%d %s", sampleSeed(), t.Name())
	at := hash.Sum64() % uint64(len(choices))
	return choices[at : at+1]
}

var sampleSeed = sync.OnceValue(func() uint64 {
	seed, err := strconv.ParseUint(os.Getenv("TEST_SEED"), 10, 64)
	if err != nil {
		seed = uint64(rand.Uint32())
	}
	fmt.Printf("TEST_SEED=%d chooses the API modes and releases of this run; TEST_ALL=1 runs all\n", seed)
	return seed
})
