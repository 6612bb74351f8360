//go:build e2e

package node

import (
	"errors"
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// target is a destination of traffic.
type target struct {
	peer     *Peer
	ip       net.IP
	port     int
	protocol string
}

// path is traffic from a peer to a target, and its expected result.
type path struct {
	from *Peer
	to   target
	text string
	want string
	got  string // result of the last attempt
}

// settled is how long the dataplane may take to follow a change in the cluster.
const settled = 20 * time.Second

// Expect waits until two attempts in a row give the results in a table. The first line of the table names targets. Each
// other line names a sender and the result for every target: "open", "blocked", or "-" to skip the target. An empty
// line begins another table.
//
//	              shop/db:5432  shop/db:icmp  cloud@10.9.0.5:53/udp
//	shop/web      open          blocked       blocked
//
// Expect returns nil, or the wrong results and the rules that caused them.
func (n *Node) Expect(table string) error {
	paths, err := n.read(table)
	if err != nil {
		return err
	}
	wrong := look(paths)
	for deadline, right := time.Now().Add(settled), 0; time.Now().Before(deadline); wrong = look(paths) {
		if len(wrong) > 0 {
			right = 0
		} else if right++; right == 2 {
			return nil
		}
	}
	return explain(wrong)
}

// Look makes one attempt, and fails unless the results are those of the table.
func (n *Node) Look(table string) error {
	paths, err := n.read(table)
	if err != nil {
		return err
	}
	return explain(look(paths))
}

// look sends all traffic at once, and returns the paths with wrong results.
func look(paths []path) (wrong []path) {
	var group sync.WaitGroup
	for i := range paths {
		group.Go(func() { paths[i].got = paths[i].from.reach(paths[i].to) })
	}
	group.Wait()
	for _, p := range paths {
		if p.got != p.want {
			wrong = append(wrong, p)
		}
	}
	return wrong
}

// explain returns an error with the wrong results and the rules that caused them, nil if there are none.
func explain(wrong []path) error {
	if len(wrong) == 0 {
		return nil
	}
	var says strings.Builder
	for _, p := range wrong {
		fmt.Fprintf(&says, "\n%s to %s is %s, not %s\n%s", p.from.Name, p.text, p.got, p.want, deciders(p))
	}
	return errors.New("traffic is not as expected:" + says.String())
}

func (n *Node) read(tables string) (paths []path, err error) {
	for _, table := range blank.Split(strings.TrimSpace(tables), -1) {
		more, err := n.readOne(table)
		if err != nil {
			return nil, err
		}
		paths = append(paths, more...)
	}
	return paths, nil
}

// blank matches what is between two tables.
var blank = regexp.MustCompile(`\n\s*\n`)

func (n *Node) readOne(table string) (paths []path, err error) {
	lines := strings.Split(strings.TrimSpace(table), "\n")
	var targets []target
	names := strings.Fields(lines[0])
	for _, text := range names {
		to, err := n.target(text)
		if err != nil {
			return nil, err
		}
		targets = append(targets, to)
	}
	for _, line := range lines[1:] {
		cells := strings.Fields(line)
		from := n.Peer(cells[0])
		if from == nil || len(cells) != len(targets)+1 {
			return nil, fmt.Errorf("%q has no known sender, or another number of targets", line)
		}
		for i, want := range cells[1:] {
			if !slices.Contains([]string{open, blocked, "-"}, want) {
				return nil, fmt.Errorf("say open, blocked or -, not %q", want)
			}
			if want != "-" {
				paths = append(paths, path{from: from, to: targets[i], text: names[i], want: want})
			}
		}
	}
	return paths, nil
}

// written matches a target: a peer, an address if it is not the peer's own, and a port or icmp.
var written = regexp.MustCompile(`^([^@:]+)(?:@([^:]+))?:(?:(icmp)|(\d+)(?:/(udp))?)$`)

func (n *Node) target(text string) (target, error) {
	parts := written.FindStringSubmatch(text)
	if parts == nil || n.Peer(parts[1]) == nil {
		return target{}, fmt.Errorf("%q is no target", text)
	}
	to := target{peer: n.Peer(parts[1]), protocol: parts[3] + parts[5]}
	if to.ip = to.peer.IP; parts[2] != "" {
		to.ip = net.ParseIP(parts[2])
	}
	if to.protocol == "" {
		to.protocol = "tcp"
	}
	if parts[4] != "" {
		port, err := strconv.Atoi(parts[4])
		if err != nil {
			return target{}, err
		}
		to.port = port
	}
	return to, nil
}

// rule matches one of Felix's rules: the number of packets, the rule, and the comment.
var rule = regexp.MustCompile(`counter packets (\d+) bytes \d+ (.*?) ?comment "([^"]*)"`)

// telling matches rules that explain a result: jumps to policies, drops, and rules with an explanation.
var telling = regexp.MustCompile(`cali-p[io]-|drop|; .`)

// deciders sends the traffic again, and returns the rules that it meets.
func deciders(p path) string {
	before := rules()
	p.from.reach(p.to)
	var met strings.Builder
	for i, after := range rules() {
		if i < len(before) && after[1] != before[i][1] && telling.MatchString(after[2]+after[3]) {
			fmt.Fprintf(&met, "    it met: %s  %s\n", after[2], after[3])
		}
	}
	return met.String()
}

func rules() [][]string {
	out, err := exec.Command("nft", "list", "ruleset").Output()
	if err != nil {
		return nil
	}
	return rule.FindAllStringSubmatch(string(out), -1)
}
