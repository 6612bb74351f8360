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

// target is where traffic goes to.
type target struct {
	peer     *Peer
	ip       net.IP
	port     int
	protocol string
}

// path is traffic from one peer to another, and what should become of it.
type path struct {
	from *Peer
	to   target
	text string
	want string
	got  string // when it was last sent
}

// settled is how long the dataplane may take to do what the cluster says.
const settled = 20 * time.Second

// Expect waits until traffic is what a table says, twice in a row. The first line names targets, the others begin with
// who sends, and say "open" or "blocked" of each target; "-" leaves one out. An empty line begins another table.
//
//	              shop/db:5432  shop/db:icmp  cloud@10.9.0.5:53/udp
//	shop/web      open          blocked       blocked
//
// It returns nil, or what differs and which rules decided it.
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

// Look says whether traffic is what a table says at this moment.
func (n *Node) Look(table string) error {
	paths, err := n.read(table)
	if err != nil {
		return err
	}
	return explain(look(paths))
}

// look sends everything at once, and returns what is not as it should be.
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

// explain says of traffic what is wrong with it and what decided it, nil when there is none.
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

// blank is what is between two tables.
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
		from := n.peers[cells[0]]
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

// written is how a target is written: who answers, the address if it is not its own, and the port or "icmp".
var written = regexp.MustCompile(`^([^@:]+)(?:@([^:]+))?:(?:(icmp)|(\d+)(?:/(udp))?)$`)

func (n *Node) target(text string) (target, error) {
	parts := written.FindStringSubmatch(text)
	if parts == nil || n.peers[parts[1]] == nil {
		return target{}, fmt.Errorf("%q is no target", text)
	}
	to := target{peer: n.peers[parts[1]], protocol: parts[3] + parts[5]}
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

// rule is a rule of Felix's with what it is for, and how many packets have met it.
var rule = regexp.MustCompile(`counter packets (\d+) bytes \d+ (.*?) ?comment "([^"]*)"`)

// telling are the rules that say something: those that go to a policy, drop, or are explained.
var telling = regexp.MustCompile(`cali-p[io]-|drop|; .`)

// deciders sends the traffic once more, and returns the rules that it met.
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
