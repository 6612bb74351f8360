package main

import (
	"context"
	"fmt"
	"strings"
)

// mostOfPeers is the largest number of policies for known providers: some send five requests a second.
const mostOfPeers = 1000

// measurePeers measures whole lives of policies once for each provider: the differences are large.
func (b *bench) measurePeers(ctx context.Context, policies, _ []int) error {
	for _, n := range policies {
		if n > mostOfPeers {
			continue
		}
		l := load{n, rulesUsually}
		runners, err := b.fresh(ctx, l)
		if err != nil {
			return err
		}
		for _, r := range runners {
			for _, s := range []step{
				{planNew, "plan", "", nil},
				{apply, "apply", approve, nil},
				{planUnchanged, "plan", "", nil},
				{destroy, "destroy", approve, nil},
			} {
				if err := b.record(ctx, r, l, s); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// peerDocuments returns the table for the document.
func (b *bench) peerDocuments() map[string]string {
	return map[string]string{performance: b.peerTable()}
}

// peerTable returns the time of each provider as a multiple of ours, and the requests.
func (b *bench) peerTable() string {
	header := []string{"policies", "phase", "requests"}
	for _, c := range b.contenders[1:] {
		header = append(header, c.name, "requests")
	}
	return b.byPhase(header, func(l load, phase string) []string {
		row := []string{fmt.Sprint(b.results.of(l, phase, ours)[0].requests)}
		for _, c := range b.contenders[1:] {
			times := strings.TrimPrefix(b.results.ratio(l, phase, c.name, ours, wall), "~")
			row = append(row, times, fmt.Sprint(b.results.of(l, phase, c.name)[0].requests))
		}
		return row
	})
}
