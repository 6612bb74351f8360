package provider_test

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// known are samples without what the cluster's release does not have, which is refused by name.
func (d declared) known(one *life, pair [2]sample) [2]sample {
	one.t.Helper()
	for path, says := range d.lacking(one.lab) {
		if !holds(pair[0], path) {
			continue
		}
		said := one.refusal(pair[0]) + one.refusal(pair[1]) // one of which may say just what is so without it
		if !strings.Contains(said, says) {
			one.t.Errorf("%s is answered with %q, which does not say that it %s", path, said, says)
		}
		pair = lessOf(pair, path)
	}
	return pair
}

// lacking are the attributes that the cluster's release does not have, with what their refusal says.
func (d declared) lacking(l *lab.Lab) map[string]string {
	reached := engine.Reached(&cluster.API{Release: version.MustParseGeneric(l.Release())})
	refused := map[string]string{}
	for path, since := range d.later {
		if since.Lacking(reached) {
			refused[path] = "needs Calico " + since.Release
		}
	}
	for path, until := range d.gone {
		if gone, _ := reached(until); gone {
			refused[path] = "Calico " + until + " removed the attribute"
		}
	}
	return refused
}

// lessOf are samples without an attribute.
func lessOf(pair [2]sample, path string) [2]sample {
	for i := range pair {
		pair[i] = clone(pair[i])
		drop(pair[i], path)
	}
	return pair
}
