package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// app is a program that answers in the workspace.
type app struct {
	name      string
	binary    string
	arguments []string
	sockets   int      // it keeps open
	settings  []string // variables besides those that every app gets
}

// process is an app that runs.
type process struct {
	cmd   *exec.Cmd
	log   *os.File
	ended chan error
}

// launch starts an app on a database, configured as the bot is, through its environment. Nothing goes out by the clock:
// a digest in the middle of a measurement would be taken for an answer.
func (a app) launch(ctx context.Context, ws *workplace, db *database) (*process, error) {
	log, err := os.CreateTemp("", "guanxi-bench-log-")
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, a.binary, a.arguments...) //nolint:gosec // a binary of ours
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"),
		"GUANXI_SLACK_APP_TOKEN=" + ws.server.App().AppToken, "GUANXI_SLACK_BOT_TOKEN=" + ws.server.App().BotToken,
		"GUANXI_SLACK_API_URL=" + ws.url + "/api/",
		"GUANXI_DATABASE_DRIVER=" + db.driver, "GUANXI_DATABASE_DSN=" + db.dsn, "GUANXI_PRIVACY_KEY=" + db.key,
		"GUANXI_HTTP_ADDR=127.0.0.1:0",
		"GUANXI_REMINDERS_DIGEST=off", "GUANXI_REMINDERS_SUMMARY=off", "GUANXI_REMINDERS_REPORT=off",
	}
	cmd.Env = append(cmd.Env, a.settings...)
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, "GODEBUG=") || strings.HasPrefix(variable, "GOGC=") || strings.HasPrefix(variable, "GOMEMLIMIT=") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, log: log, ended: make(chan error, 1)}
	go func() { p.ended <- cmd.Wait() }()
	return p, nil
}

// stop ends the process in an orderly way.
func (p *process) stop() error {
	defer func() {
		_ = p.log.Close()
		_ = os.Remove(p.log.Name())
	}()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-p.ended:
		if err != nil {
			return fmt.Errorf("it ended with %w: %s", err, p.lastWords())
		}
		return nil
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		return errors.New("it didn't end when asked to")
	}
}

// lastWords is the end of what the process logged.
func (p *process) lastWords() string {
	text, err := os.ReadFile(p.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// memory is resident, now and at its most, in MB.
type memory struct{ now, peak float64 }

func (p *process) memory() (memory, error) { return memoryOf(p.cmd.Process.Pid) }

func memoryOf(pid int) (m memory, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return m, fmt.Errorf("memory of the process (Linux only): %w", err)
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmRSS":
			m.now = kilobytes / 1024
		case "VmHWM":
			m.peak = kilobytes / 1024
		}
	}
	return m, nil
}

// cpu is the processor time used so far; the kernel counts it in hundredths of a second.
func (p *process) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("processor time of the process (Linux only): %w", err)
	}
	_, after, _ := strings.Cut(string(text), ") ") // the name before may hold blanks
	fields := strings.Fields(after)
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/PID/stat has %d fields", len(fields))
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, errors.Join(err1, err2)
}
