package lab

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
)

// shared are the labs of a test binary, one per mode, started when the first test asks for them. They end with the
// process, however it ends.
var shared = map[Mode]func() (*Lab, error){
	Aggregated: sharedLab(Aggregated),
	CRD:        sharedLab(CRD),
	Native:     sharedLab(Native),
}

func sharedLab(mode Mode) func() (*Lab, error) {
	return sync.OnceValues(func() (*Lab, error) {
		return Start(context.Background(), Options{Mode: mode, Progress: os.Stderr})
	})
}

// ForTest returns the lab that all tests of a binary share.
func ForTest(t testing.TB, mode Mode) *Lab {
	t.Helper()
	l, err := shared[mode]()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// MustCreate makes an object of one of Calico's kinds, past the provider.
func (l *Lab) MustCreate(t testing.TB, plural, kind string, fields map[string]any) {
	t.Helper()
	if err := l.create(t.Context(), l.groupVersion(), plural, kind, fields); err != nil {
		t.Fatal(err)
	}
}

// As is the lab as another user sees it.
func (l *Lab) As(t testing.TB, user string) *Lab {
	t.Helper()
	cert, key, err := l.ClientCertificate(user)
	if err != nil {
		t.Fatal(err)
	}
	kubeconfig, err := clientcmd.LoadFromFile(l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range kubeconfig.AuthInfos {
		info.ClientCertificate, info.ClientKey = cert, key
	}
	other := *l
	other.Kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*kubeconfig, other.Kubeconfig); err != nil {
		t.Fatal(err)
	}
	return &other
}
