package main

import (
	"context"
	"fmt"
)

// measurePeers measures whole lives of policies once for each provider: the differences are large.
func (b *bench) measurePeers(ctx context.Context, policies, _ []int) error {
	for _, n := range policies {
		if n > most {
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
	header := []string{"requests"}
	for _, c := range b.contenders[1:] {
		header = append(header, c.name, "requests")
	}
	return b.byPhase(header, func(l load, phase string) []string {
		own := b.results.of(l, phase, ours)[0]
		row := []string{fmt.Sprint(own.requests)}
		for _, c := range b.contenders[1:] {
			its := b.results.of(l, phase, c.name)[0]
			row = append(row, fmt.Sprintf("%.1f", wall(its)/wall(own)), fmt.Sprint(its.requests))
		}
		return row
	})
}
