package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/cli/demo"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/page"
	"github.com/guanxi-crm/guanxi/store/vault"
)

type demoCommand struct {
	Addr string `help:"Where the page is served." default:"127.0.0.1:8065"`
	Data string `help:"Keep the database here. Without it the demo forgets everything when it ends." placeholder:"DIR"`
	Open bool   `help:"Open the page in the browser."`
}

// Run runs the bot with a local Slack until it is told to stop.
func (c *demoCommand) Run(ctx context.Context, o *outside) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("the page can't be served on %s: %w (choose another with --addr)", c.Addr, err)
	}
	directory, forget, err := c.directory()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer forget()

	app, err := sandbox.AppFromManifest(Manifest())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	workspace := sandbox.New(sandbox.Options{App: app, Addr: c.Addr})
	defer workspace.Close()
	address := "http://" + listener.Addr().String()
	cfg := demoConfig(address, directory, workspace)
	if c.Data == "" { // a database that is forgotten needs no key to keep
		if cfg.Privacy.Key, err = passingKey(); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	program, err := Assemble(ctx, cfg, workspace.Clock(), newLog(cfg.Log, o.stderr))
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := fill(ctx, program, cfg, workspace); err != nil {
		return errors.Join(err, program.Close(), listener.Close())
	}
	defer workspace.Clock().OnMove(func(time.Time) { program.Wake() })()

	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error { return serveHTTP(ctx, listener, demoHandler(workspace)) })
	running.Go(func() error { return program.Run(ctx) })
	running.Go(func() error { return c.greet(ctx, o, program, address) })
	return errors.Join(running.Wait(), program.Close())
}

// directory returns where the database is kept. forget removes the directory when no name was given for it.
func (c *demoCommand) directory() (path string, forget func(), err error) {
	if c.Data != "" {
		return c.Data, func() {}, os.MkdirAll(c.Data, 0o750)
	}
	path, err = os.MkdirTemp("", "guanxi-demo-")
	return path, func() { _ = os.RemoveAll(path) }, err
}

func demoConfig(address, directory string, workspace *sandbox.Server) config.Config {
	cfg := config.Default()
	cfg.Slack.AppToken, cfg.Slack.BotToken = config.Secret(workspace.App().AppToken), config.Secret(workspace.App().BotToken)
	cfg.Slack.APIURL = address + "/api/"
	cfg.Database.DSN = config.Secret(filepath.Join(directory, "guanxi.db"))
	cfg.Privacy.KeyFile = filepath.Join(directory, "guanxi.key")
	cfg.HTTP.Addr = "" // the page is the only thing to look at
	cfg.Log.Level = "warn"
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		newYork = time.UTC
	}
	for _, user := range workspace.Workspace().Users() {
		if user.Name == "lina" { // somebody to be told of what is long overdue
			cfg.Roles.Manager = []string{user.ID}
		}
	}
	cfg.Reminders.StaleAfter = 21 // the sample customers are some weeks old
	cfg.Channels = []config.Channel{
		{ID: "#sales", Language: i18n.English, Zone: newYork, Summary: true, Report: true, Monthly: true, Quarterly: true, Cleaning: true},
		{ID: "#销售", Language: i18n.Chinese, Zone: cfg.Team.Zone, Summary: true, Report: true, Monthly: true, Quarterly: true, Cleaning: true},
	}
	return cfg
}

// passingKey makes a key that lives only as long as the database that it seals.
func passingKey() (config.Secret, error) {
	keys, err := vault.New()
	if err != nil {
		return "", err
	}
	text, err := keys.Text()
	return config.Secret(text), err
}

func demoHandler(workspace *sandbox.Server) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", workspace.Handler())
	mux.Handle("GET /{$}", page.New(workspace))
	mux.Handle("/page/", page.New(workspace))
	return mux
}

// fill adds the sample customers and some weeks of their history, unless there are customers already.
func fill(ctx context.Context, program *Program, cfg config.Config, workspace *sandbox.Server) error {
	known, err := program.customers.SearchCustomers(ctx, models.System(), models.CustomerQuery{Limit: 1})
	if err != nil || known.Total > 0 {
		return err
	}
	owners := map[string]demo.Person{}
	for _, user := range workspace.Workspace().Users() {
		zone, err := time.LoadLocation(user.TZ)
		if err != nil {
			zone = time.UTC
		}
		owners[user.Name] = demo.Person{ID: user.ID, Zone: zone}
	}
	calendar, err := calendarOf(cfg.Reminders, workspace.Clock().Now(), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	team := teamOf(cfg)
	team.Calendar, team.Service = calendar, serviceOf(cfg, calendar)
	team.Place = func(_ context.Context, id string) (models.Place, error) {
		channel, err := workspace.Workspace().Channel(id)
		return models.Place{ID: channel.ID, Name: channel.Name, In: true}, err
	}
	return demo.Seed(ctx, program.store, team, demo.Talk{Channel: "C0SERVICE", Say: saidBefore(workspace)}, owners, workspace.Clock().Now())
}

// saidBefore puts what people said at earlier instants into a channel of the workspace.
func saidBefore(workspace *sandbox.Server) func(at time.Time, user, channel, thread, text string) (string, error) {
	return func(at time.Time, user, channel, thread, text string) (string, error) {
		posted, err := workspace.Past(sandbox.Post{User: user, Channel: channel, ThreadTS: thread, Text: text}, at)
		return posted.TS, err
	}
}

// greet prints, once the bot is connected, where to look and what to try.
func (c *demoCommand) greet(ctx context.Context, o *outside, program *Program, address string) error {
	for !program.Ready() {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(20 * time.Millisecond):
		}
	}
	catalogues, err := i18n.New(nil)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(o.stdout, catalogues.For(language(o.env)).T("cli.demo_ready", "Address", address)); err != nil {
		return err
	}
	if c.Open {
		return openBrowser(ctx, address)
	}
	return nil
}

// language returns the terminal's language, as the environment says.
func language(env []string) string {
	for _, name := range []string{"LC_ALL=", "LC_MESSAGES=", "LANG="} {
		for _, variable := range env {
			if value, ok := strings.CutPrefix(variable, name); ok && value != "" {
				tag, _, _ := strings.Cut(value, ".")
				return strings.ReplaceAll(tag, "_", "-")
			}
		}
	}
	return i18n.English
}

func openBrowser(ctx context.Context, address string) error {
	opener := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if opener == nil {
		opener = []string{"xdg-open"}
	}
	if err := exec.CommandContext(ctx, opener[0], append(opener[1:], address)...).Start(); err != nil { //nolint:gosec // our own address
		return fmt.Errorf("open the browser: %w", err)
	}
	return nil
}
