package tests

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/models"
)

// childVariable makes the test binary a process of the bot: its value is a child's settings as JSON.
const childVariable = "GUANXI_TEST_CHILD"

// child is what a process of its own needs to know: real processes can be killed in earnest.
type child struct {
	Driver, DSN, Key           string
	APIURL, AppToken, BotToken string
	Sandbox                    string // its base URL; the clock is read there
}

func TestMain(m *testing.M) {
	if settings := os.Getenv(childVariable); settings != "" {
		if err := runChild(settings); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func runChild(settings string) error {
	var c child
	if err := json.Unmarshal([]byte(settings), &c); err != nil {
		return err
	}
	cfg := config.Default()
	cfg.Slack = config.Slack{AppToken: config.Secret(c.AppToken), BotToken: config.Secret(c.BotToken), APIURL: c.APIURL, Connections: 2}
	cfg.Database.Driver, cfg.Database.DSN = c.Driver, config.Secret(c.DSN)
	cfg.Privacy.Key = config.Secret(c.Key)
	cfg.HTTP.Addr = ""
	cfg.Channels = []config.Channel{{ID: "#销售", Language: "zh", Zone: zone("Asia/Shanghai"), Summary: true, Report: true}}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	clock := &sandboxClock{base: c.Sandbox}
	program, err := cli.Assemble(ctx, cfg, clock, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	go func() {
		for !program.Ready() {
			time.Sleep(time.Millisecond)
		}
		fmt.Println("ready")
		for last := clock.Now(); ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
			if now := clock.Now(); !now.Equal(last) {
				last = now
				program.Wake()
			}
		}
	}()
	if err := program.Run(ctx); err != nil {
		return err
	}
	return program.Close()
}

// sandboxClock is the sandbox's clock, seen from another process.
type sandboxClock struct {
	base string
}

// Now asks the sandbox; when it is gone, so is the test.
func (c *sandboxClock) Now() time.Time {
	response, err := http.Get(c.base + "/_control/clock")
	if err != nil {
		return began
	}
	defer response.Body.Close()
	var answer struct{ Now time.Time }
	_ = json.NewDecoder(response.Body).Decode(&answer)
	return answer.Now
}

var _ models.Clock = &sandboxClock{}

// process is a process of the bot of its own.
type process struct {
	w    *world
	cmd  *exec.Cmd
	done chan error
}

// spawn starts a process of its own and waits until it listens.
func (w *world) spawn() *process {
	w.t.Helper()
	settings, err := json.Marshal(child{Driver: w.db.Driver, DSN: w.db.DSN, Key: w.key.Plain(), APIURL: w.APIURL(), AppToken: w.AppToken(), BotToken: w.BotToken(), Sandbox: w.URL()})
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childVariable+"="+string(settings))
	log := &lockedLog{}
	cmd.Stderr = log
	w.t.Cleanup(func() {
		if w.t.Failed() {
			w.t.Logf("the log of process %d:\n%s", cmd.Process.Pid, log)
		}
	})
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	p := &process{w, cmd, make(chan error, 1)}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		ready <- lines.Scan() && lines.Text() == "ready"
		for lines.Scan() {
		}
		p.done <- cmd.Wait()
		close(p.done)
	}()
	if !<-ready {
		w.t.Fatalf("a process did not get ready: %v\n%s", <-p.done, log.String())
	}
	w.t.Cleanup(func() { p.kill() })
	return p
}

// lockedLog is what a process wrote, readable while it writes.
type lockedLog struct {
	mu      sync.Mutex
	written strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.written.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.written.String()
}

// kill ends it as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// terminate asks it to stop, and returns how it ended.
func (p *process) terminate() error {
	p.w.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.w.t.Fatal(err)
	}
	return <-p.done
}
