package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/rest"
)

// Mode is the way in which a cluster serves Calico's API.
type Mode string

// Modes of a lab.
const (
	Aggregated Mode = "aggregated" // projectcalico.org/v3 from Calico's API server, stored as crd.projectcalico.org/v1
	CRD        Mode = "crd"        // crd.projectcalico.org/v1 only
	Native     Mode = "native"     // projectcalico.org/v3 from custom resource definitions
)

// Lab is a running control plane.
type Lab struct {
	Mode       Mode
	Kubeconfig string // path of a kubeconfig whose user may do everything
	Token      string // bearer token of another user who may do everything

	dir       string
	authority *authority
	release   *Release
	store     string // address of etcd
	config    *rest.Config
	ports     []port
	processes []*process

	definitions []object
	marked      map[string][]byte // keys and values of etcd at first
	served      sets.Set[string]  // APIs at first
	logged      int64             // bytes of the audit log that are of earlier tests
}

// Options configures a lab. The zero value is an aggregated lab in a temporary directory.
type Options struct {
	Mode     Mode
	Release  *Release  // release whose CRDs are installed; nil for the release that the lab runs
	Dir      string    // directory of the lab, removed at the end; empty for a temporary directory
	Progress io.Writer // receives the progress of builds

	CountCalico bool // counts the requests of Calico's API server, as those of CalicoUser
}

// Start builds missing programs, starts a lab, and waits until it serves Calico's API.
func Start(ctx context.Context, options Options) (*Lab, error) {
	if options.Mode == "" {
		options.Mode = Aggregated
	}
	if !slices.Contains([]Mode{Aggregated, CRD, Native}, options.Mode) {
		return nil, fmt.Errorf("there is no mode %q: say %s, %s or %s", options.Mode, Aggregated, CRD, Native)
	}
	dir, err := makeDir(options.Dir)
	if err != nil {
		return nil, err
	}
	l := &Lab{Mode: options.Mode, dir: dir, Kubeconfig: filepath.Join(dir, "kubeconfig")}
	if err := l.start(ctx, options); err != nil {
		l.Stop()
		return nil, fmt.Errorf("start the %s lab: %w", l.Mode, err)
	}
	return l, nil
}

func makeDir(dir string) (string, error) {
	if dir == "" {
		return os.MkdirTemp("", "calico-lab-")
	}
	return dir, os.MkdirAll(dir, 0o755)
}

// Config returns the client configuration of a user who may do everything.
func (l *Lab) Config() *rest.Config { return rest.CopyConfig(l.config) }

// Stop ends every process of the lab and removes its files.
func (l *Lab) Stop() {
	l.signal(syscall.SIGCONT)
	for _, p := range l.processes {
		_ = p.stdin.Close() // so that all end in parallel
	}
	for _, p := range l.processes {
		p.stop()
	}
	for _, p := range l.ports {
		p.release()
	}
	_ = os.RemoveAll(l.dir)
}

func (l *Lab) start(ctx context.Context, options Options) error {
	programs, err := options.build(ctx)
	if err != nil {
		return err
	}
	if l.release = options.Release; l.release == nil {
		if l.release, err = describe(ctx, programs.definitions); err != nil {
			return err
		}
	}
	if err := l.startWithDefinitions(ctx, programs.kubernetes); err != nil {
		return err
	}
	if l.Mode == Aggregated {
		if err := l.startCalico(ctx, programs.calico, options.CountCalico); err != nil {
			return err
		}
	}
	if err := l.waitForCalico(ctx); err != nil {
		return err
	}
	return l.installBasics(ctx, l.release)
}

// startKubernetes starts etcd, with a snapshot or empty, and kube-apiserver, and writes a kubeconfig.
func (l *Lab) startKubernetes(binary string, snapshot ...string) error {
	ca, err := newAuthority(l.dir)
	if err != nil {
		return err
	}
	l.authority = ca
	issued := errors.Join(
		ca.server("kube-apiserver"),
		ca.server("calico-apiserver", calicoService+"."+calicoNamespace+".svc"),
		ca.client("admin", "system:masters"),
		ca.client("front-proxy"),
	)
	if issued != nil {
		return issued
	}
	store, err := l.reserve()
	if err != nil {
		return err
	}
	l.store = loopback(store)
	if err := l.run(Etcd, nil, binary, append([]string{"etcd", l.dir, l.store}, snapshot...)...); err != nil {
		return err
	}
	secure, err := l.reserve()
	if err != nil {
		return err
	}
	if err := l.writeKubeconfig(secure); err != nil {
		return err
	}
	policy := filepath.Join(l.dir, "audit.json")
	if err := os.WriteFile(policy, []byte(auditPolicy), 0o644); err != nil {
		return err
	}
	tokens, err := l.writeToken()
	if err != nil {
		return err
	}
	args := append([]string{"apiserver", "--etcd-servers=http://" + l.store}, kubernetesFlags(ca, secure)...)
	return l.run(APIServer, nil, binary, append(args,
		"--token-auth-file="+tokens, "--audit-policy-file="+policy, "--audit-log-path="+l.auditLog())...)
}

// startCalico starts calico-apiserver and registers it with kube-apiserver.
func (l *Lab) startCalico(ctx context.Context, binary string, count bool) error {
	secure, err := l.reserve()
	if err != nil {
		return err
	}
	as := l
	if count {
		if as, err = l.Counted(CalicoUser, Masters); err != nil {
			return err
		}
	}
	flags := calicoFlags(l.authority, secure, l.Kubeconfig)
	if err := l.run(CalicoAPIServer, as.datastore(), binary, flags...); err != nil {
		return err
	}
	direct := l.Config()
	direct.Host = "https://" + loopback(secure)
	if err := l.wait(ctx, direct, "/readyz", http.StatusOK); err != nil {
		return err
	}
	return l.installAggregation(ctx, secure)
}

// datastore returns environment variables that tell Calico's programs where their objects are.
func (l *Lab) datastore() []string {
	return []string{"DATASTORE_TYPE=kubernetes", "KUBECONFIG=" + l.Kubeconfig}
}

// WaitFor polls a path of kube-apiserver until the answer has the status.
func (l *Lab) WaitFor(ctx context.Context, path string, status int) error {
	return l.wait(ctx, l.config, path, status)
}

// wait polls a path of a server until the answer has the status.
func (l *Lab) wait(ctx context.Context, config *rest.Config, path string, status int) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	last, interval := "no answer", 50*time.Millisecond
	for {
		switch got := get(ctx, client, config.Host+path); got {
		case status:
			return nil
		case 0:
		case http.StatusTooManyRequests: // the list of a kind is prepared
			interval = 300 * time.Millisecond
			fallthrough
		default:
			last = http.StatusText(got)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer (%s): %w", path, last, ctx.Err())
		case <-time.After(interval):
		}
		if err := l.failure(); err != nil {
			return err
		}
	}
}

// get returns the status of an answer, 0 without one.
func get(ctx context.Context, client *http.Client, url string) int {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0
	}
	response, err := client.Do(request)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	return response.StatusCode
}
