package lab

import (
	"fmt"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// port is a reserved loopback port: a bound socket that never listens. SO_REUSEPORT lets a server of this user bind the
// port as well, and no other program can take it.
type port struct {
	number int
	socket int
}

func reservePort() (port, error) {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		return port{}, err
	}
	unix.CloseOnExec(socket)
	if err := unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEPORT, 1); err != nil {
		return port{}, err
	}
	if err := unix.Bind(socket, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return port{}, err
	}
	address, err := unix.Getsockname(socket)
	if err != nil {
		return port{}, err
	}
	inet, ok := address.(*unix.SockaddrInet4)
	if !ok {
		return port{}, fmt.Errorf("reserve a port: unexpected address %v", address)
	}
	return port{number: inet.Port, socket: socket}, nil
}

func (p port) release() { _ = unix.Close(p.socket) }

// ownGroup puts a child process into a process group of its own.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func loopback(port int) string { return "127.0.0.1:" + strconv.Itoa(port) }

func (l *Lab) reserve() (int, error) {
	p, err := reservePort()
	if err != nil {
		return 0, err
	}
	l.ports = append(l.ports, p)
	return p.number, nil
}
