package tests

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// began is when every scenario begins: a Tuesday, ten in the morning in New York and eleven at night in Shanghai.
var began = time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)

// world is a workspace with the bot in it, on one database.
type world struct {
	*sandboxtest.Workspace
	t  testing.TB
	db storetest.Database
	// cable leads to the database; nil for SQLite.
	cable *storetest.Cable
	// hurried keeps the time in which Slack and the bot want an answer. Elsewhere both wait, so that a busy machine shows
	// what an idle one does.
	hurried bool
	unpaced bool          // Slack rations nothing here, and the bot posts as fast as it can
	key     config.Secret // that seals personal data
	log     *lockedLog    // gets the bot's log, debug lines included; nil where nobody reads it
}

// each plays a scenario once on each database, with one process of the bot running.
func each(t *testing.T, play func(t *testing.T, w *world)) {
	t.Helper()
	eachUnstarted(t, func(t *testing.T, w *world) {
		w.start()
		play(t, w)
	})
}

// eachUnstarted is each for scenarios that start the bot themselves.
func eachUnstarted(t *testing.T, play func(t *testing.T, w *world)) {
	t.Helper()
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) { play(t, newWorld(t, db)) })
}

// unhurried is how long a bot takes for its answer at most, where that isn't what a scenario is about.
const unhurried = time.Minute

func newWorld(t testing.TB, db storetest.Database) *world {
	t.Helper()
	return newWorldOf(t, db, sandbox.Options{AckTimeout: 2 * unhurried})
}

// newHurriedWorld is newWorld for what is about slowness, and for bots that are killed: Slack waits as long as it does.
func newHurriedWorld(t testing.TB, db storetest.Database) *world {
	t.Helper()
	w := newWorldOf(t, db, sandbox.Options{})
	w.hurried = true
	return w
}

// manifest is the same for every world, and puts all features together.
var manifest = sync.OnceValue(cli.Manifest)

// newWorldOf is newWorld in a Slack of its own kind.
func newWorldOf(t testing.TB, db storetest.Database, of sandbox.Options) *world {
	t.Helper()
	app, err := sandbox.AppFromManifest(manifest()) // its scopes, too, have to be enough
	if err != nil {
		t.Fatal(err)
	}
	of.App, of.Frozen = app, began
	ws := sandboxtest.Start(t, of)
	w := &world{Workspace: ws, t: t, db: db, key: newKey(t)}
	t.Cleanup(w.hasWords)
	storetest.Prepare(t, db)
	if db.Driver == "mysql" {
		w.db, w.cable = storetest.Through(t, db)
	}
	return w
}

// hasWords sees to it that the bot had words for all that it said in a scenario.
func (w *world) hasWords() {
	for _, entry := range w.Server().Log(0) {
		if entry.Kind == traffic.Envelope { // that is what people have said
			continue
		}
		if missing := viewstest.Wordless(entry.Request + entry.Response); missing != "" {
			w.t.Errorf("%s has no words for %s", entry.Name, missing)
		}
	}
}

func newKey(t testing.TB) config.Secret {
	t.Helper()
	keys, err := vault.New()
	if err != nil {
		t.Fatal(err)
	}
	text, err := keys.Text()
	if err != nil {
		t.Fatal(err)
	}
	return config.Secret(text)
}

// vault is the world's key, as the store takes it.
func (w *world) vault() *vault.Vault {
	w.t.Helper()
	keys, err := vault.Parse(w.key.Plain())
	if err != nil {
		w.t.Fatal(err)
	}
	return vault.Of(keys)
}

func (w *world) today() models.Date { return models.DateOf(w.Clock.Now()) }

// config is the bot's configuration in this world.
func (w *world) config() config.Config {
	cfg, err := config.Load("../config.example.yaml", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	cfg.Slack = config.Slack{AppToken: config.Secret(w.AppToken()), BotToken: config.Secret(w.BotToken()), APIURL: w.APIURL(), Connections: 2}
	cfg.Database.Driver, cfg.Database.DSN = w.db.Driver, config.Secret(w.db.DSN)
	if !w.hurried {
		cfg.Database.Wait = unhurried
	}
	cfg.Privacy.Key = w.key
	cfg.HTTP.Addr = ""
	cfg.Channels = []config.Channel{
		{ID: "#sales", Language: "en", Zone: zone("America/New_York"), Summary: true, Report: true},
		{ID: "#销售", Language: "zh", Zone: zone("Asia/Shanghai"), Summary: true, Report: true},
	}
	return cfg
}

func zone(name string) *time.Location {
	loaded, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loaded
}

// bot is one running process of the bot, within the test's own.
type bot struct {
	*cli.Program
	stop func()
}

// start runs the bot until the test ends or it is stopped, and waits until it listens.
func (w *world) start() *bot { return w.startWith(w.config()) }

func (w *world) startWith(cfg config.Config) *bot {
	w.t.Helper()
	clock := w.Server().Clock()
	program, err := cli.Assemble(context.Background(), cfg, models.ClockFunc(clock.Now), w.logger())
	if err != nil {
		w.t.Fatal(err)
	}
	if !w.hurried {
		program.Unhurried(unhurried)
	}
	if w.unpaced {
		program.Unpaced()
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- program.Run(ctx) }()
	forget := clock.OnMove(func(time.Time) { program.Wake() })
	stopped := false
	b := &bot{Program: program, stop: func() {
		if stopped {
			return
		}
		stopped = true
		forget()
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("the bot ended with %v", err)
		}
		if err := program.Close(); err != nil {
			w.t.Errorf("closing: %v", err)
		}
	}}
	w.t.Cleanup(b.stop)
	for deadline := time.Now().Add(w.Patience); !program.Ready(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatal("the bot does not get ready")
		}
	}
	return b
}

func (w *world) logger() *slog.Logger {
	if w.log != nil {
		return slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return slog.New(slog.NewTextHandler(logTo(w.t), nil))
}

// homeOf opens a person's App Home until it shows all parts: which customers somebody looked at is written once the
// answer is out.
func (w *world) homeOf(user *sandboxtest.User, parts ...string) *sandboxtest.Modal {
	w.t.Helper()
	return w.homeWhen(user, func(shown string) bool { return containsAll(shown, parts) })
}

// homeWhen opens a person's App Home until it is as wanted: it is published after it was opened.
func (w *world) homeWhen(user *sandboxtest.User, wanted func(shown string) bool) *sandboxtest.Modal {
	w.t.Helper()
	for deadline := time.Now().Add(w.Patience); !wanted(user.OpenHome().Rendered()); {
		if time.Now().After(deadline) {
			w.t.Errorf("the App Home of %s stays:\n%s", user.Name, user.Home().Rendered())
			break
		}
	}
	return user.Home()
}

// logTo shows the bot's log where GUANXI_TEST_LOG asks for it.
func logTo(t testing.TB) io.Writer {
	if os.Getenv("GUANXI_TEST_LOG") != "" {
		return t.Output()
	}
	return io.Discard
}

// at moves the clock to a time in a zone.
func (w *world) at(zoneName, when string) {
	w.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", when, zone(zoneName))
	if err != nil {
		w.t.Fatal(err)
	}
	w.Clock.Set(at)
}

// morning moves the clock to nine in Shanghai of a day, and waits until what goes cold then has been decided and told.
func (w *world) morning(day string) {
	w.t.Helper()
	w.passes("escalation", "Asia/Shanghai", day+" 09:00")
}

// passes moves the clock to a time in a zone at which a job is due, and waits until the job has decided and all that waits has been told: later a
// message would tell what is so by then, and in place of the next.
func (w *world) passes(job, zoneName, when string) {
	w.t.Helper()
	db, err := sql.Open(w.db.Driver, w.db.DSN)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	count := func(query string, of ...any) (n int) {
		if err := db.QueryRowContext(w.t.Context(), query, of...).Scan(&n); err != nil {
			w.t.Fatal(err)
		}
		return n
	}
	const decided = "SELECT COUNT(*) FROM job_runs WHERE job = ? AND finished_at IS NOT NULL"
	before := count(decided, job)
	w.at(zoneName, when)
	w.Eventually(job+" of "+when+" to be told", func() bool {
		return count(decided, job) > before && count("SELECT COUNT(*) FROM outbox WHERE state = 'pending'") == 0
	})
}
