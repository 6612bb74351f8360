package provider_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/acceptance"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

func TestMain(m *testing.M) {
	if err := acceptance.Prepare(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const settings = acceptance.Settings

var (
	factories  = acceptance.Factories
	configured = acceptance.Configured
)

// as is the lab as another user sees it.
func as(t *testing.T, l *lab.Lab, user string) *lab.Lab {
	t.Helper()
	other, err := l.As(user)
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// namespace makes a namespace named after the test.
func namespace(t *testing.T, l *lab.Lab) string {
	t.Helper()
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-", ".", "-").Replace(t.Name()))
	if err := l.CreateNamespace(t.Context(), name, nil); err != nil {
		t.Fatal(err)
	}
	return name
}
