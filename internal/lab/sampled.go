package lab

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
)

// Sampled returns one of the choices for a test, for example of the API modes. The seed of the run chooses, so that
// many runs try everything. With TEST_ALL=1, Sampled returns all choices; TEST_SEED repeats a run.
func Sampled[T any](t testing.TB, choices ...T) []T {
	t.Helper()
	return Sample(t, 1, choices)
}

// Sample returns n of the choices for a test, as Sampled returns one.
func Sample[T any](t testing.TB, n int, choices []T) []T {
	t.Helper()
	if os.Getenv("TEST_ALL") != "" {
		return choices
	}
	picked := slices.Clone(choices)
	Random(t).Shuffle(len(picked), func(i, j int) { picked[i], picked[j] = picked[j], picked[i] })
	return picked[:min(n, len(picked))]
}

// Random returns random numbers for a test. The seed of the run and the name of the test choose them.
func Random(t testing.TB) *rand.Rand {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(t.Name()))
	return rand.New(rand.NewPCG(sampleSeed(), hash.Sum64()))
}

var sampleSeed = sync.OnceValue(func() uint64 {
	seed, err := strconv.ParseUint(os.Getenv("TEST_SEED"), 10, 64)
	if err != nil {
		seed = uint64(rand.Uint32())
	}
	fmt.Printf("TEST_SEED=%d chooses the API modes and releases of this run; TEST_ALL=1 runs all\n", seed)
	return seed
})
