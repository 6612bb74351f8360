package lab

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// CalicoUser is the user of Calico's API server in a lab that counts its requests.
const CalicoUser = "calico"

// counted is the group of users whose requests kube-apiserver logs.
const counted = "calico-lab:counted"

// auditPolicy makes kube-apiserver log each request of these users once, after the answer.
const auditPolicy = `{
	"apiVersion": "audit.k8s.io/v1", "kind": "Policy",
	"omitStages": ["RequestReceived", "ResponseStarted"],
	"rules": [{"level": "Metadata", "userGroups": ["` + counted + `"]}, {"level": "None"}]
}`

// ClientCertificate issues a certificate for a user and returns the paths of the certificate and its key.
func (l *Lab) ClientCertificate(user string, groups ...string) (cert, key string, err error) {
	err = l.authority.client(user, groups...)
	return l.authority.path(user, "crt"), l.authority.path(user, "key"), err
}

// ExpiredCertificate issues an expired certificate and returns the paths of the certificate and its key.
func (l *Lab) ExpiredCertificate(user string, groups ...string) (cert, key string, err error) {
	err = l.authority.expired(user, groups...)
	return l.authority.path(user, "crt"), l.authority.path(user, "key"), err
}

// writeKubeconfig writes the kubeconfig of the user who may do everything.
func (l *Lab) writeKubeconfig(port int) (err error) {
	kubeconfig := kubeconfigFor(l.authority, port)
	if err := clientcmd.WriteToFile(kubeconfig, l.Kubeconfig); err != nil {
		return err
	}
	if l.config, err = clientcmd.NewDefaultClientConfig(kubeconfig, nil).ClientConfig(); err != nil {
		return err
	}
	l.config.QPS = -1 // no throttling, since the client is alone
	l.config.WarningHandler = rest.NoWarnings{}
	return nil
}

// writeToken writes the token of a user who may do everything to the file that the API server reads.
func (l *Lab) writeToken() (path string, err error) {
	l.Token = "token-" + rand.Text()
	path = filepath.Join(l.dir, "tokens.csv")
	return path, os.WriteFile(path, []byte(l.Token+",bearer,bearer,"+Masters+"\n"), 0o600)
}

// As returns the lab with the credentials of another user, who may do what the user or the groups are granted.
func (l *Lab) As(user string, groups ...string) (*Lab, error) {
	cert, key, err := l.ClientCertificate(user, groups...)
	if err != nil {
		return nil, err
	}
	kubeconfig, err := clientcmd.LoadFromFile(l.Kubeconfig)
	if err != nil {
		return nil, err
	}
	for _, info := range kubeconfig.AuthInfos {
		info.ClientCertificate, info.ClientKey = cert, key
	}
	other := *l
	other.Kubeconfig = filepath.Join(l.dir, "kubeconfig."+user)
	return &other, clientcmd.WriteToFile(*kubeconfig, other.Kubeconfig)
}

// Counted returns the lab with the credentials of a user whose requests are counted.
func (l *Lab) Counted(user string, groups ...string) (*Lab, error) {
	return l.As(user, append(groups, counted)...)
}

// Masters is the group of users who may do everything. The API server does not throttle their requests.
const Masters = "system:masters"

// ClientConfig returns the client configuration of the lab's user.
func (l *Lab) ClientConfig() (*rest.Config, error) {
	return clientcmd.BuildConfigFromFlags("", l.Kubeconfig)
}

// Request is a request that kube-apiserver logged.
type Request struct {
	User   string
	Verb   string // as in a role: get, list, create
	Path   string // with the query
	Status int
}

// Requests returns the requests of a counted user, in the order of their answers.
func (l *Lab) Requests(user string) (all []Request, err error) {
	file, err := os.Open(l.auditLog())
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if _, err := file.Seek(l.logged, io.SeekStart); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var event struct {
			Verb, RequestURI string
			User             struct{ Username string }
			ResponseStatus   struct{ Code int }
		}
		if json.Unmarshal(lines.Bytes(), &event) == nil && event.User.Username == user { // the last line may be cut
			all = append(all, Request{user, event.Verb, event.RequestURI, event.ResponseStatus.Code})
		}
	}
	return all, lines.Err()
}

// String returns the verb and the path.
func (r Request) String() string { return strings.ToUpper(r.Verb) + " " + r.Path }

func (l *Lab) auditLog() string { return filepath.Join(l.dir, "audit.log") }
