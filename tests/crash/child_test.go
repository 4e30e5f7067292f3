//go:build linux

package crash

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/scheduler"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// childVariable makes the test binary one of the processes: its value is their settings as JSON.
const childVariable = "GUANXI_CRASH_CHILD"

// settings are what a process is to do.
type settings struct {
	Driver, DSN      string
	APIURL, BotToken string
	Sandbox          string    // its base URL; a process that goes on reads the clock there
	Now              time.Time // when it is for a process that ticks once; zero for one that goes on
	Owner            string
	KillAt           int      // it kills itself at this step, counted from 1; 0 never
	KillIn           string   // or at the first step of this name
	StopIn           []string // it stops itself, once, at the first step of each of these names
	Blind            bool     // it can't look into the history
	Runs             bool     // it runs as the program does, by the real clock
}

func TestMain(m *testing.M) {
	if text := os.Getenv(childVariable); text != "" {
		if err := runChild(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if text := os.Getenv(importVariable); text != "" {
		os.Exit(runProgram(text))
	}
	code := m.Run()
	if childBinary != os.Args[0] {
		_ = os.RemoveAll(filepath.Dir(childBinary))
	}
	os.Exit(code)
}

// childBinary is what the processes are made from: this test's binary, or the same without the race detector, with which
// they begin in a third of the time. What races in one process is looked for elsewhere.
var childBinary = os.Args[0]

var prepare = sync.OnceValue(func() error {
	if !storetest.RaceDetector {
		return nil
	}
	dir, err := os.MkdirTemp("", "guanxi-crash")
	if err != nil {
		return err
	}
	binary := filepath.Join(dir, "child.test")
	if said, err := exec.Command("go", "test", "-c", "-o", binary, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("build the processes: %w\n%s", err, said)
	}
	childBinary = binary
	return nil
})

func runChild(text string) error {
	var set settings
	if err := json.Unmarshal([]byte(text), &set); err != nil {
		return err
	}
	ctx := context.Background()
	st, err := store.Open(ctx, set.Driver, set.DSN)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	clock := &clock{set: set}
	s, err := assemble(set, st, clock)
	if err != nil {
		return err
	}
	if !set.Now.IsZero() {
		return s.Tick(ctx)
	}
	fmt.Println("ready")
	if set.Runs {
		return s.Run(ctx)
	}
	for {
		if err := s.Tick(ctx); err != nil {
			fmt.Fprintln(os.Stderr, clock.Now(), err)
		}
		fmt.Println(ticked)
		for last := clock.Now(); clock.Now().Equal(last); {
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// ticked is what a process that goes on says after each tick.
const ticked = "ticked"

func assemble(set settings, st *store.Store, clock *clock) (*scheduler.Scheduler, error) {
	frame, err := commands.New(commands.Parts{}, cli.Features()...)
	if err != nil {
		return nil, err
	}
	router := bot.NewRouter()
	router.OnError(func(context.Context, *bot.Request, error) bot.Reply { return bot.Reply{} })
	robot, err := bot.New(bot.Options{AppToken: "xapp-none", BotToken: set.BotToken, APIURL: set.APIURL, Router: router})
	if err != nil {
		return nil, err
	}
	steps := &steps{set: set}
	return scheduler.New(scheduler.Options{
		Store: steppingStore{st, steps}, CRM: crm.New(st, clock, crm.Team{Zone: home}), Reports: reports.New(st),
		Poster: steppingPoster{robot, frame, steps}, Directory: directory{}, Clock: clock, Schedule: schedule(), Owner: set.Owner,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
}

// home is everybody's zone.
var home = time.FixedZone("home", 0)

func schedule() scheduler.Schedule {
	return scheduler.Schedule{Digest: "0 9 * * *", Grace: time.Hour, Zone: home, Language: "en"}
}

// people is how many there are; each has the digest at an hour of their own.
const people = 24

func personID(i int) string { return fmt.Sprintf("U0P%02d", i) }

// directory says when people have their digest.
type directory struct{}

func (directory) Person(_ context.Context, id string) (scheduler.Person, error) {
	hour, err := strconv.Atoi(strings.TrimPrefix(id, "U0P"))
	return scheduler.Person{Zone: home, Locale: "en", Active: true, Preferences: models.Preferences{DigestTime: digestTime(hour % people)}}, err
}

func (directory) Disturb(context.Context, []string) (map[string]time.Time, error) { return nil, nil }

func digestTime(person int) models.TimeOfDay { return models.TimeOfDay(fmt.Sprintf("%02d:00", person)) }

// clock is the sandbox's, or stands still.
type clock struct{ set settings }

// Now asks the sandbox; when that is gone, so is the test.
func (c *clock) Now() time.Time {
	switch {
	case !c.set.Now.IsZero():
		return c.set.Now
	case c.set.Runs:
		return time.Now()
	}
	response, err := http.Get(c.set.Sandbox + "/_control/clock")
	if err != nil {
		os.Exit(1)
	}
	defer response.Body.Close()
	var answer struct{ Now time.Time }
	_ = json.NewDecoder(response.Body).Decode(&answer)
	return answer.Now
}

// steppingPoster posts through the bot, step by step.
type steppingPoster struct {
	bot   *bot.Bot
	frame *commands.Frame
	*steps
}

func (p steppingPoster) Post(ctx context.Context, to string, m scheduler.Message, key string, still func() error) (posted scheduler.Posted, err error) {
	p.step("before posting")
	page, err := p.frame.Page(m.Kind, m.Value, m.To.Locale, m.To.Zone, m.Page, m.Before)
	if err != nil || page.Text == "" {
		return posted, err
	}
	posted.Channel, posted.TS, err = p.bot.Post(ctx, to, page, key, func() error {
		err := still()
		p.step("right before the request")
		return err
	})
	p.step("after posting")
	if page.More {
		posted.Told = page.Told
	}
	return posted, err
}

func (p steppingPoster) FindPosted(ctx context.Context, to, key string, since time.Time) (posted []scheduler.Posted, err error) {
	if p.set.Blind {
		return nil, nil
	}
	p.step("before looking")
	channel, found, err := p.bot.FindPosted(ctx, to, key, since)
	p.step("after looking")
	for _, f := range found {
		posted = append(posted, scheduler.Posted{Channel: channel, TS: f.TS, Told: f.Told})
	}
	return posted, err
}

func (p steppingPoster) Replace(ctx context.Context, channel, ts string, m scheduler.Message) error {
	page, err := p.frame.Page(m.Kind, m.Value, m.To.Locale, m.To.Zone, 0, nil)
	if err != nil {
		return err
	}
	return p.bot.Replace(ctx, channel, ts, page.Message)
}

func (p steppingPoster) Remove(ctx context.Context, channel, ts string) error {
	p.step("before deleting")
	err := p.bot.Remove(ctx, channel, ts)
	p.step("after deleting")
	return err
}
