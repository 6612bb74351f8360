package lab

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// counted is the group of the users whose requests kube-apiserver writes down.
const counted = "calico-lab:counted"

// auditPolicy makes kube-apiserver write down the requests of those users, each once, when it was answered.
const auditPolicy = `{
	"apiVersion": "audit.k8s.io/v1", "kind": "Policy",
	"omitStages": ["RequestReceived", "ResponseStarted"],
	"rules": [{"level": "Metadata", "userGroups": ["` + counted + `"]}, {"level": "None"}]
}`

// ClientCertificate issues a certificate for a user and returns the paths of it and its key.
func (l *Lab) ClientCertificate(user string, groups ...string) (cert, key string, err error) {
	err = l.authority.client(user, groups...)
	return l.authority.path(user, "crt"), l.authority.path(user, "key"), err
}

// ExpiredCertificate is the same with a certificate that is not valid any more.
func (l *Lab) ExpiredCertificate(user string, groups ...string) (cert, key string, err error) {
	err = l.authority.expired(user, groups...)
	return l.authority.path(user, "crt"), l.authority.path(user, "key"), err
}

// writeKubeconfig says how to reach the lab as the user who may do everything.
func (l *Lab) writeKubeconfig(port int) (err error) {
	kubeconfig := kubeconfigFor(l.authority, port)
	if err := clientcmd.WriteToFile(kubeconfig, l.Kubeconfig); err != nil {
		return err
	}
	if l.config, err = clientcmd.NewDefaultClientConfig(kubeconfig, nil).ClientConfig(); err != nil {
		return err
	}
	l.config.QPS = -1 // nobody else is here to be spared
	l.config.WarningHandler = rest.NoWarnings{}
	return nil
}

// writeToken writes the token of a user who may do everything to where the API server reads it.
func (l *Lab) writeToken() (path string, err error) {
	l.Token = "token-" + rand.Text()
	path = filepath.Join(l.dir, "tokens.csv")
	return path, os.WriteFile(path, []byte(l.Token+",bearer,bearer,"+Masters+"\n"), 0o600)
}

// As is the lab as another user sees it, who may do what is granted to the user or the groups.
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

// Counted is the lab as seen by a user whose requests are counted, and who may do what the groups may.
func (l *Lab) Counted(user string, groups ...string) (*Lab, error) {
	return l.As(user, append(groups, counted)...)
}

// Masters is the group of those who may do everything. The API server never asks them to wait.
const Masters = "system:masters"

// ClientConfig is how to reach the lab as its user.
func (l *Lab) ClientConfig() (*rest.Config, error) {
	return clientcmd.BuildConfigFromFlags("", l.Kubeconfig)
}

// Request is what kube-apiserver wrote down of a request.
type Request struct {
	User   string
	Verb   string // as in a role: get, list, create
	Path   string // with the query
	Status int
}

// Requests are those that a counted user has made so far, in the order in which they were answered.
func (l *Lab) Requests(user string) (all []Request, err error) {
	file, err := os.Open(l.auditLog())
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var event struct {
			Verb, RequestURI string
			User             struct{ Username string }
			ResponseStatus   struct{ Code int }
		}
		if json.Unmarshal(lines.Bytes(), &event) == nil && event.User.Username == user { // the last line may be half
			all = append(all, Request{user, event.Verb, event.RequestURI, event.ResponseStatus.Code})
		}
	}
	return all, lines.Err()
}

// String is a request for people.
func (r Request) String() string { return strings.ToUpper(r.Verb) + " " + r.Path }

func (l *Lab) auditLog() string { return filepath.Join(l.dir, "audit.log") }
