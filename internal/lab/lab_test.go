package lab

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

// TestMain lets the test binary act as the process that holds a lab and is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LAB_TEST_HOLD"); dir != "" {
		l, err := Start(context.Background(), Options{Mode: CRD, Dir: dir})
		if err == nil {
			err = l.processes[0].command.Process.Signal(syscall.SIGSTOP) // etcd, as in a lab that waits for a test
		}
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("ready")
		select {}
	}
	os.Exit(m.Run())
}

func TestEveryModeServesItsGroup(t *testing.T) {
	for mode, served := range map[Mode][]string{
		Aggregated: {"crd.projectcalico.org/v1", "projectcalico.org/v3"},
		CRD:        {"crd.projectcalico.org/v1"},
		Native:     {"projectcalico.org/v3"},
	} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel() // labs can run side by side
			l, err := Start(t.Context(), Options{Mode: mode})
			if err != nil {
				t.Fatal(err)
			}
			defer l.Stop()
			for _, group := range []string{"crd.projectcalico.org/v1", "projectcalico.org/v3"} {
				want := http.StatusNotFound
				if strings.Contains(strings.Join(served, " "), " "+group) || served[0] == group {
					want = http.StatusOK
				}
				if err := l.WaitFor(t.Context(), "/apis/"+group+"/ippools", want); err != nil {
					t.Error(err)
				}
			}
			information, err := l.Calico("clusterinformations", "")
			if err != nil {
				t.Fatal(err)
			}
			object, err := information.Get(t.Context(), "default", metav1.GetOptions{})
			if err != nil || !strings.Contains(fmt.Sprint(object.Object["spec"]), "v3.31.0") {
				t.Errorf("the cluster does not say its version: %v, %v", object, err)
			}
		})
	}
}

func TestStopLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lab")
	l, err := Start(t.Context(), Options{Mode: Aggregated, Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	config := l.Config()
	l.Stop()
	checkGone(t, dir, config)
}

func TestChildrenDieWithAKilledParent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lab")
	holder := exec.Command(os.Args[0])
	holder.Env = append(os.Environ(), "LAB_TEST_HOLD="+dir)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if said, _ := bufio.NewReader(out).ReadString('\n'); said != "ready\n" {
		t.Fatal(said)
	}
	if len(processesOf(t, dir)) == 0 {
		t.Fatal("the lab has no process, so the test would prove nothing")
	}
	if err := holder.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	checkGone(t, dir, nil)
}

// checkGone checks that no process, no directory and no open port of a lab is left.
func checkGone(t *testing.T, dir string, config *rest.Config) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for len(processesOf(t, dir)) > 0 && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	if left := processesOf(t, dir); len(left) > 0 {
		t.Errorf("processes are left: %v", left)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s is left: %v", dir, err)
	}
	if config != nil {
		if response, err := http.Get(config.Host); err == nil {
			_ = response.Body.Close()
			t.Error("the port still answers")
		}
	}
}

// processesOf returns the processes whose command line contains a directory.
func processesOf(t *testing.T, dir string) (pids []int) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ps", "-eo", "pid,args").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) > 1 && strings.Contains(line, dir) {
			if pid, err := strconv.Atoi(fields[0]); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

func TestUnknownModeIsRefused(t *testing.T) {
	if _, err := Start(t.Context(), Options{Mode: "etcd"}); err == nil || !strings.Contains(err.Error(), "aggregated") {
		t.Errorf("got %v", err)
	}
}

func TestFingerprintFollowsTheSource(t *testing.T) {
	dir := t.TempDir()
	write := func(content string) string {
		if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		key, err := fingerprint(dir, ".")
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	first := write("a")
	if second := write("b"); first == second {
		t.Error("another source has the same fingerprint")
	}
	if again := write("a"); first != again {
		t.Error("the same source has another fingerprint")
	}
}
