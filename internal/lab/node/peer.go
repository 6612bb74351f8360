//go:build e2e

package node

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/net/icmp"
	"golang.org/x/net/ipv4"
)

// patience is how long an answer may take. Answers come from this machine, within milliseconds, also on a busy one.
const patience = 400 * time.Millisecond

// Peer is a pod or a machine outside the cluster. It answers every connection with its name.
type Peer struct {
	Name    string
	IP      net.IP
	network *network
}

func (n *Node) attach(called, link string, listen []int, addresses ...net.IP) (*Peer, error) {
	network, err := newNetwork()
	if err != nil {
		return nil, err
	}
	if err := network.attach(link, addresses...); err != nil {
		return nil, err
	}
	p := &Peer{Name: called, IP: addresses[0], network: network}
	n.peers.Store(called, p)
	return p, network.within(func() error {
		for _, port := range listen {
			if err := p.serve(port); err != nil {
				return err
			}
		}
		return nil
	})
}

// serve answers on a port, TCP and UDP, with the name.
func (p *Peer) serve(port int) error {
	listener, err := net.Listen("tcp4", ":"+strconv.Itoa(port))
	if err != nil {
		return err
	}
	packets, err := net.ListenPacket("udp4", ":"+strconv.Itoa(port))
	if err != nil {
		return err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = connection.Write([]byte(p.Name))
			_ = connection.Close()
		}
	}()
	go func() {
		for buffer := make([]byte, 64); ; {
			_, from, err := packets.ReadFrom(buffer)
			if err != nil {
				return
			}
			_, _ = packets.WriteTo([]byte(p.Name), from)
		}
	}()
	return nil
}

// Results of traffic.
const (
	open    = "open"    // the target answered
	blocked = "blocked" // nothing answered
)

// reach sends traffic to a target and returns the result.
func (p *Peer) reach(to target) string {
	answer, outcome := "", ""
	err := p.network.within(func() (err error) {
		if to.protocol == "icmp" {
			answer, err = to.peer.Name, ping(to.ip)
			return err
		}
		answer, err = ask(to)
		return err
	})
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		outcome = blocked
	case errors.Is(err, syscall.ECONNREFUSED):
		outcome = "refused"
	case err != nil:
		outcome = err.Error()
	case answer != to.peer.Name:
		outcome = fmt.Sprintf("answered by %q", answer)
	default:
		outcome = open
	}
	return outcome
}

// ask connects to a target and returns the name in the answer.
func ask(to target) (string, error) {
	address := net.JoinHostPort(to.ip.String(), strconv.Itoa(to.port))
	connection, err := net.DialTimeout(to.protocol+"4", address, patience)
	if err != nil {
		return "", err
	}
	defer func() { _ = connection.Close() }()
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		return "", err
	}
	if to.protocol == "udp" {
		if _, err := connection.Write([]byte("who")); err != nil {
			return "", err
		}
		answer := make([]byte, 64)
		n, err := connection.Read(answer)
		return string(answer[:n]), err
	}
	answer, err := io.ReadAll(connection)
	return string(answer), err
}

// newID returns a random ID. With the ID of an earlier request, connection tracking would let a request through.
func newID() int { return rand.IntN(math.MaxUint16) }

// ping waits for an answer to an echo request.
func ping(ip net.IP) error {
	connection, err := icmp.ListenPacket("ip4:icmp", "0.0.0.0")
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close() }()
	request, err := (&icmp.Message{Type: ipv4.ICMPTypeEcho, Body: &icmp.Echo{ID: newID(), Seq: 1}}).Marshal(nil)
	if err != nil {
		return err
	}
	if _, err := connection.WriteTo(request, &net.IPAddr{IP: ip}); err != nil {
		return err
	}
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	for answer := make([]byte, 1500); ; {
		n, _, err := connection.ReadFrom(answer)
		if err != nil {
			return err
		}
		if m, err := icmp.ParseMessage(1, answer[:n]); err == nil && m.Type == ipv4.ICMPTypeEchoReply {
			return nil
		}
	}
}
