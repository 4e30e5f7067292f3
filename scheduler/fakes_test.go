package scheduler

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/channel"
	"github.com/guanxi-crm/guanxi/commands/cleaning"
	"github.com/guanxi-crm/guanxi/commands/followup"
	"github.com/guanxi-crm/guanxi/commands/pipeline"
	"github.com/guanxi-crm/guanxi/commands/reply"
	"github.com/guanxi-crm/guanxi/commands/report"
	"github.com/guanxi-crm/guanxi/commands/ticket"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// world is a database, a clock that is moved by hand, and a Slack that remembers what was posted.
type world struct {
	t     *testing.T
	ctx   context.Context
	clock *fakeClock
	slack *fakeSlack
	open  func() *store.Store
	store *store.Store
	crm   *crm.Service
	where directory

	channels []models.ReportChannel // the configured ones
	service  models.Service
}

// each runs a test on every database.
func each(t *testing.T, at string, test func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		clock := &fakeClock{now: moment(t, at)}
		st := open()
		w := &world{
			t: t, ctx: context.Background(), clock: clock, open: open, store: st,
			slack:    &fakeSlack{clock: clock, broken: map[string][]failure{}},
			service:  models.Service{Targets: models.DefaultTargets()},
			channels: []models.ReportChannel{{ID: "#sales", Language: "en", Summary: true, Report: true}},
			where: directory{
				"UWANG":  {Zone: zone(t, "Asia/Shanghai"), Locale: "zh-CN", Active: true},
				"ULINA":  {Zone: zone(t, "Asia/Shanghai"), Locale: "zh-CN", Active: true},
				"UALICE": {Zone: zone(t, "America/New_York"), Locale: "en-US", Active: true},
				"UBOB":   {Zone: zone(t, "Europe/Berlin"), Locale: "en-US", Active: true},
				"UGONE":  {Zone: zone(t, "Asia/Shanghai")},
			},
		}
		w.crm = crm.New(st, clock, crm.Team{Zone: zone(t, "Asia/Shanghai"), Person: w.where.colleague})
		test(t, w)
	})
}

func everything(t *testing.T) Schedule {
	return Schedule{
		Digest: "0 9 * * 1-5", Summary: "0 9 * * 1-5", Report: "0 9 * * 1", Grace: time.Hour,
		Zone: zone(t, "Asia/Shanghai"), Language: "zh",
	}
}

// scheduler is one process with its own handle on the database.
func (w *world) scheduler(owner string, schedule Schedule, alter ...func(*Options)) *Scheduler {
	w.t.Helper()
	st := w.open()
	options := Options{
		Store: st, CRM: crm.New(st, w.clock, crm.Team{Zone: schedule.Zone, Channels: w.channels, Service: w.service, Person: w.where.colleague}), Reports: reports.New(st),
		Poster: w.slack, Directory: w.where, Clock: w.clock, Schedule: schedule, Owner: owner,
		Log: slog.New(slog.NewTextHandler(w.t.Output(), nil)),
	}
	for _, change := range alter {
		change(&options)
	}
	s, err := New(options)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// plan makes a customer with a follow-up.
func (w *world) plan(assignee, day string, at models.TimeOfDay) models.FollowUp {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: assignee, Role: models.RoleSales}, Source: "test", Zone: w.where[assignee].Zone.String()}
	customer, err := w.crm.CreateCustomer(w.ctx, op, models.Customer{Name: fmt.Sprint("客户 of ", assignee, " ", w.slack.serial())})
	if err != nil {
		w.t.Fatal(err)
	}
	due, err := models.ParseDate(day)
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := w.crm.PlanFollowUp(w.ctx, op, customer.ID, models.FollowUpInput{Title: "call", DueOn: due, DueTime: at, Zone: op.Zone})
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// move gives a follow-up another time of its day.
func (w *world) move(f models.FollowUp, at models.TimeOfDay) models.FollowUp {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: f.Assignee, Role: models.RoleSales}, Source: "test", Zone: f.Zone}
	in := models.FollowUpInput{Title: f.Title, DueOn: f.DueOn, DueTime: at, Zone: f.Zone, Assignee: f.Assignee}
	moved, err := w.crm.EditFollowUp(w.ctx, op, f.ID, f.Version, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return moved.FollowUp
}

func (w *world) tick(schedulers ...*Scheduler) {
	w.t.Helper()
	for _, s := range schedulers {
		if err := s.Tick(w.ctx); err != nil {
			w.t.Fatal(err)
		}
	}
}

// expect says which keys were posted since the last time it was asked, in any order.
func (w *world) expect(want ...string) {
	w.t.Helper()
	got := w.slack.news()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		w.t.Errorf("at %s posted %v, want %v", w.clock.Now().Format(time.RFC3339), got, want)
	}
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loaded, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *fakeClock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

type directory map[string]Person

func (d directory) Person(_ context.Context, id string) (Person, error) {
	p, known := d[id]
	if !known {
		return Person{}, failure{permanent: true}
	}
	return p, nil
}

func (d directory) Disturb(context.Context, []string) (map[string]time.Time, error) { return nil, nil }

// colleague is a person as the CRM asks for them; who isn't active has left.
func (d directory) colleague(_ context.Context, id string) (crm.Colleague, error) {
	p, known := d[id]
	return crm.Colleague{Identity: models.Identity{ID: id, Unknown: !known, Gone: known && !p.Active}, Zone: p.Zone}, nil
}

// resting is a directory in which people may be in do-not-disturb.
type resting struct {
	directory
	until  map[string]time.Time
	failed error
}

func (r *resting) Disturb(_ context.Context, ids []string) (map[string]time.Time, error) {
	found := map[string]time.Time{}
	for _, id := range ids {
		if until, rests := r.until[id]; rests {
			found[id] = until
		}
	}
	return found, r.failed
}

// failure is a Refusal; posted says that the message was posted nevertheless.
type failure struct {
	permanent, ambiguous, posted bool
	after                        time.Duration
}

func (f failure) Error() string             { return "slack fails" }
func (f failure) Permanent() bool           { return f.permanent }
func (f failure) Ambiguous() bool           { return f.ambiguous }
func (f failure) RetryAfter() time.Duration { return f.after }

type post struct {
	to, key string
	message surface.Message
	at      time.Time
	removed bool
	tells   []string
}

// fakeSlack keeps the posts and fails as it is told, by recipient.
type fakeSlack struct {
	clock    *fakeClock
	mu       sync.Mutex
	count    int
	posts    []post
	replaced []Message
	told     int
	looked   int
	broken   map[string][]failure
}

var _ Poster = (*fakeSlack)(nil)

func (s *fakeSlack) serial() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	return s.count
}

func (s *fakeSlack) fail(to string, with ...failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken[to] = append(s.broken[to], with...)
}

// features word what is told.
var features = sync.OnceValues(func() (*commands.Frame, error) {
	return commands.New(commands.Parts{}, followup.Feature, report.Feature, channel.Feature, pipeline.Feature, cleaning.Feature, ticket.Feature, reply.Feature, tasksFeature)
})

func (s *fakeSlack) Post(_ context.Context, to string, told Message, key string, stillClaimed func() error) (Posted, error) {
	frame, err := features()
	if err != nil {
		return Posted{}, err
	}
	m, err := frame.Page(told.Kind, told.Value, told.To.Locale, told.To.Zone, told.Page, told.Before)
	if err != nil || m.Text == "" && told.Page > 1 {
		return Posted{}, err
	}
	if err := stillClaimed(); err != nil {
		return Posted{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if m.Text == "" {
		return Posted{}, errors.New("no text")
	}
	var failed error
	if broken := s.broken[to]; len(broken) > 0 {
		s.broken[to] = broken[1:]
		if failed = broken[0]; !broken[0].posted {
			return Posted{}, failed
		}
	}
	if !m.More {
		m.Told = nil
	}
	s.posts = append(s.posts, post{to, key, m.Message, s.clock.Now(), false, m.Told})
	if failed != nil {
		return Posted{}, failed
	}
	return Posted{channelOf(to), stamp(len(s.posts) - 1), m.Told}, nil
}

func channelOf(to string) string { return "D" + strings.TrimLeft(to, "U#") }

func stamp(i int) string { return fmt.Sprintf("%06d.000", i) }

func (s *fakeSlack) FindPosted(_ context.Context, to, key string, since time.Time) ([]Posted, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked++
	var found []Posted
	for i, p := range s.posts {
		if p.key == key && p.to == to && !p.at.Before(since) && !p.removed {
			found = append(found, Posted{channelOf(to), stamp(i), p.tells})
		}
	}
	return found, nil
}

func (s *fakeSlack) Replace(_ context.Context, _, _ string, m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replaced = append(s.replaced, m)
	return nil
}

func (s *fakeSlack) Remove(_ context.Context, _, ts string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.posts {
		if stamp(i) == ts {
			s.posts[i].removed = true
		}
	}
	return nil
}

// standing is how many messages with a key stand in Slack.
func (s *fakeSlack) countPosted(key string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.key == key && !p.removed {
			n++
		}
	}
	return n
}

// textOf is all that a posted message says.
func (s *fakeSlack) textOf(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.key == key {
			text, _ := json.Marshal(p.message.Blocks)
			return p.message.Text + string(text)
		}
	}
	return ""
}

func (s *fakeSlack) news() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for _, p := range s.posts[s.told:] {
		keys = append(keys, p.key)
	}
	s.told = len(s.posts)
	return keys
}

func (s *fakeSlack) last() post {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.posts) == 0 {
		return post{}
	}
	return s.posts[len(s.posts)-1]
}

// Each kind of message that is told is worded by a feature.
func TestWhatIsToldHasWords(t *testing.T) {
	each(t, "2026-11-24T01:00:00Z", func(t *testing.T, w *world) {
		frame, err := features()
		if err != nil {
			t.Fatal(err)
		}
		for kind := range w.scheduler("a", everything(t)).tellers {
			if kind == models.ToldFurther || kind == models.ToldTicketNow || kind == models.ToldIntakeNow { // which takes the place of another
				continue
			}
			if _, err := frame.Told(kind, nil, "en", time.UTC); err == nil || strings.Contains(err.Error(), "no feature words") {
				t.Errorf("%s: %v", kind, err)
			}
		}
	})
}
