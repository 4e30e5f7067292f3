//go:build linux

package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// began is when every run begins.
var began = time.Date(2026, 11, 24, 0, 30, 0, 0, time.UTC)

// world is a Slack, a database and what is due in it. The processes reach the database as db says, which may be through
// something that breaks.
type world struct {
	*sandboxtest.Workspace
	t        *testing.T
	db       storetest.Database
	store    *store.Store
	crm      *crm.Service
	random   *rand.Rand
	seed     uint64
	customer int64
	want     []string // keys of what has to stand in Slack
	spawned  int
	cable    *storetest.Cable // to the database; nil when it can't break
	crash    func() error     // kills the database's server and starts it again; nil when that can't be
	crashes  int
	faults   int // of Slack
}

func newWorld(t *testing.T, db storetest.Database) *world {
	t.Helper()
	if err := prepare(); err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	options := sandbox.Options{
		Frozen: began, RateLimits: sandbox.RateLimits{Off: true}, LogSize: 100_000, Workspace: sandbox.DefaultWorkspace(),
	}
	for i := range people {
		options.Workspace.Users = append(options.Workspace.Users, sandbox.User{ID: personID(i), Name: strings.ToLower(personID(i)), TZ: "UTC", Locale: "en-US"})
	}
	w := &world{Workspace: sandboxtest.Start(t, options), t: t, db: db, store: storetest.Open(t, db), random: rand.New(rand.NewPCG(seed, 0)), seed: seed}
	w.crm = crm.New(w.store, models.ClockFunc(w.now), crm.Team{Zone: home})
	customer, err := w.crm.CreateCustomer(t.Context(), w.operation(), models.Customer{Name: "Northwind"})
	if err != nil {
		t.Fatal(err)
	}
	w.customer = customer.ID
	for i := range people { // everybody has something to hear of every day
		w.plan(i, models.FollowUpInput{Title: "digest", DueOn: models.DateOf(began)})
	}
	w.neglect()
	if out := w.run(settings{}); out.err != nil { // from now on everything counts
		t.Fatalf("%v\n%s", out.err, out.log)
	}
	w.want = nil
	return w
}

// neglect gives everybody a customer with whom nobody was in touch for a day, and a deal that stood still as long, which their first digest
// tells of.
func (w *world) neglect() {
	w.t.Helper()
	before := crm.New(w.store, models.ClockFunc(func() time.Time { return began.AddDate(0, 0, -1) }), crm.Team{Zone: home})
	for i := range people {
		if _, err := before.CreateCustomer(w.t.Context(), w.operation(), models.Customer{Name: neglected(i), Owner: personID(i), Opportunity: stalled(i)}); err != nil {
			w.t.Fatal(err)
		}
	}
	admin := models.Operation{Actor: models.Actor{ID: "U0BOSS", Role: models.RoleAdmin}, Source: "test"}
	if err := w.crm.SetColdRules(w.t.Context(), admin, models.ColdRules{Contact: 1, Stuck: 1}); err != nil {
		w.t.Fatal(err)
	}
}

// neglected is the name of somebody's customer with whom nobody was in touch.
func neglected(person int) string { return fmt.Sprintf("Neglected-%02d.", person) }

// stalled is the title of somebody's deal that stands still.
func stalled(person int) string { return fmt.Sprintf("Stalled-%02d.", person) }

// expectNeglected expects everybody whose digest stands in Slack to have been told once of their customer that went cold, and of their deal.
func (w *world) expectNeglected() {
	w.t.Helper()
	digests, told, deals := map[string]bool{}, map[string]int{}, map[string]int{}
	for _, channel := range w.Server().Workspace().Channels() {
		messages, err := w.Server().Workspace().Messages(channel.ID, "")
		if err != nil {
			w.t.Fatal(err)
		}
		for _, message := range messages {
			text, err := json.Marshal(message)
			if err != nil {
				w.t.Fatal(err)
			}
			for i := range people {
				digests[personID(i)] = digests[personID(i)] || bytes.Contains(text, []byte("digest:"+personID(i)+":"))
				if bytes.Contains(text, []byte(neglected(i))) {
					told[personID(i)]++
				}
				if bytes.Contains(text, []byte(stalled(i))) {
					deals[personID(i)]++
				}
			}
		}
	}
	for person, has := range digests {
		if has && (told[person] != 1 || deals[person] != 1) {
			w.t.Errorf("%s was told %d times of the same customer, %d times of the same deal (seed %d)", person, told[person], deals[person], w.seed)
		}
	}
	if len(told) == 0 {
		w.t.Error("nobody was told of a customer that went cold")
	}
}

func (w *world) now() time.Time { return w.Server().Clock().Now() }

func (w *world) operation() models.Operation {
	return models.Operation{Actor: models.System(), Source: "test"}
}

func (w *world) plan(person int, in models.FollowUpInput) models.FollowUp {
	w.t.Helper()
	in.Assignee = personID(person)
	f, err := w.crm.PlanFollowUp(w.t.Context(), w.operation(), w.customer, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// remind plans a follow-up that is due in a minute.
func (w *world) remind(person int) {
	w.t.Helper()
	at := w.now().Add(time.Minute)
	f := w.plan(person, models.FollowUpInput{Title: "call", DueOn: models.DateOf(at), DueTime: models.TimeOfDay(at.Format("15:04"))})
	w.want = append(w.want, fmt.Sprintf("reminder:%d:%d", f.ID, f.DueAt.Unix()))
}

// advance moves the clock, and notes whose digest is due meanwhile.
func (w *world) advance(d time.Duration) (digest bool) {
	from := w.now()
	to := w.Server().Clock().Advance(d)
	for i := range people {
		for day := models.DateOf(from); !models.DateOf(to).Before(day); day = day.AddDays(1) {
			if at := day.At(digestTime(i), home); at.After(from) && !at.After(to) {
				w.want = append(w.want, fmt.Sprintf("digest:%s:%s", personID(i), day))
				digest = true
			}
		}
	}
	return digest
}

// outcome is how a process ended.
type outcome struct {
	killed bool
	step   string // at which
	log    string
	err    error
}

// command is a process that has not begun.
func (w *world) command(set settings) *exec.Cmd {
	w.spawned++
	set.Driver, set.DSN, set.APIURL, set.BotToken, set.Sandbox = w.db.Driver, w.db.DSN, w.APIURL(), w.BotToken(), w.URL()
	set.Owner = fmt.Sprint("process ", w.spawned)
	text, err := json.Marshal(set)
	if err != nil {
		w.t.Fatal(err)
	}
	cmd := exec.Command(childBinary)
	cmd.Env = append(os.Environ(), childVariable+"="+string(text), "GOGC=off") // they live for a moment
	return cmd
}

// run lets a process tick once; when it is not killed by itself, it may be after a while.
func (w *world) run(set settings, after ...time.Duration) outcome {
	w.t.Helper()
	set.Now = w.now()
	cmd := w.command(set)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	for _, d := range after {
		timer := time.AfterFunc(d, func() { _ = cmd.Process.Kill() })
		defer timer.Stop()
	}
	err := cmd.Wait()
	end := outcome{step: strings.TrimSpace(out.String()), log: log.String(), err: err}
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
		end.killed = true
	}
	return end
}

// misbehave lets Slack fail once or twice, and takes out what it was to fail at before.
func (w *world) misbehave() {
	methods := []string{"chat.postMessage", "chat.postMessage", "conversations.history", "conversations.open", "chat.delete"}
	fault := sandbox.Fault{Method: methods[w.random.IntN(len(methods))], Times: 1 + w.random.IntN(2)}
	switch w.random.IntN(4) {
	case 0:
		fault.Status = 429
	case 1:
		fault.Status = 500
	case 2:
		fault.Drop = sandbox.DropBefore
	case 3:
		fault.Drop = sandbox.DropAfter
	}
	w.Server().ClearFaults()
	w.Faults().Add(fault)
	w.faults++
}

// settle lets everything come to its end: nothing fails any more, and what may be doubled is looked for as often as it ever is.
func (w *world) settle(blind bool) {
	w.t.Helper()
	w.Server().ClearFaults()
	for hours := 0; ; hours++ {
		if out := w.run(settings{Blind: blind}); out.err != nil && hours > 2 {
			w.t.Fatalf("%v\n%s", out.err, out.log)
		}
		counts, err := w.store.CountOutbox(context.Background())
		if err != nil {
			w.t.Fatal(err)
		}
		if hours > 2 && counts[models.OutboxPending]+counts[models.OutboxPosted] == 0 {
			return
		}
		if hours > 60 {
			w.t.Fatalf("the outbox does not come to rest: %v", counts)
		}
		if counts[models.OutboxPending] > 0 {
			w.advance(3 * time.Minute)
			w.run(settings{Blind: blind})
		}
		w.advance(time.Hour)
	}
}

// eachPosted tells of every message in Slack that has a key, and whether another page follows it.
func (w *world) eachPosted(tell func(key, ts string, more bool)) {
	w.t.Helper()
	for _, channel := range w.Server().Workspace().Channels() {
		messages, err := w.Server().Workspace().Messages(channel.ID, "")
		if err != nil {
			w.t.Fatal(err)
		}
		for _, message := range messages {
			var metadata struct {
				Payload struct {
					Key  string
					Told []string
				} `json:"event_payload"`
			}
			if json.Unmarshal(message.Metadata, &metadata) == nil && metadata.Payload.Key != "" {
				tell(metadata.Payload.Key, message.TS, len(metadata.Payload.Told) > 0)
			}
		}
	}
}

// visibleMessages is how often each key stands in Slack, and which of them say that another page follows.
func (w *world) visibleMessages() (found map[string]int, goesOn map[string]bool) {
	w.t.Helper()
	found, goesOn = map[string]int{}, map[string]bool{}
	w.eachPosted(func(key, _ string, more bool) {
		found[key]++
		goesOn[key] = more
	})
	return found, goesOn
}

// count is what is missing, doubled or there for no reason.
func (w *world) count() (missing, doubled, odd []string) {
	w.t.Helper()
	found, goesOn := w.visibleMessages()
	told := w.toldByDigests()
	expect := func(key string) {
		switch found[key] {
		case 0:
			if !told[key] {
				missing = append(missing, key)
			}
		case 1:
		default:
			doubled = append(doubled, fmt.Sprintf("%s ×%d", key, found[key]))
		}
		delete(found, key)
	}
	for _, key := range w.want {
		expect(key)
		for page, before := 2, key; goesOn[before]; page++ { // of a long digest, each page once and to the end
			before = fmt.Sprintf("%s+%d", key, page)
			expect(before)
		}
	}
	for key := range found {
		odd = append(odd, key)
	}
	return missing, doubled, odd
}

// toldByDigests are the reminders that nobody needs, since a posted digest tells of what they are about.
func (w *world) toldByDigests() map[string]bool {
	w.t.Helper()
	digests, err := w.store.OutboxByKeys(context.Background(), w.want...)
	if err != nil {
		w.t.Fatal(err)
	}
	told := map[string]bool{}
	for _, digest := range digests {
		var said struct {
			Told []struct {
				FollowUp int64 `json:"f"`
				At       int64 `json:"t"`
			} `json:"told"`
		}
		if err := json.Unmarshal([]byte(digest.Payload), &said); err != nil {
			w.t.Fatal(err)
		}
		for _, moment := range said.Told {
			told[fmt.Sprintf("reminder:%d:%d", moment.FollowUp, moment.At)] = digest.TS != ""
		}
	}
	return told
}

func (w *world) expectOnce() {
	w.t.Helper()
	if missing, doubled, odd := w.count(); len(missing)+len(doubled)+len(odd) > 0 {
		w.t.Errorf("of %d messages (seed %d) missing: %v, doubled: %v, unexpected: %v", len(w.want), w.seed, missing, doubled, odd)
	}
}

// tally is how often processes were killed, by the step.
type tally struct {
	kills map[string]int
	asked map[string]int // how often a process was to be killed there
	total int
}

// at reports whether somebody was killed at each of some steps.
func (t *tally) at(steps []string) bool {
	return !slices.ContainsFunc(steps, func(step string) bool { return t.kills[step] == 0 })
}

// rarest is the step at which the fewest were killed. Where a process doesn't come to it, it isn't killed, and the next
// one is to be killed at another: what was asked for counts a little as well.
func (t *tally) rarest(steps []string) string {
	rarest := slices.MinFunc(steps, func(a, b string) int { return t.turns(a) - t.turns(b) })
	t.asked[rarest]++
	return rarest
}

func (t *tally) turns(step string) int { return 2*t.kills[step] + t.asked[step] }

func (t *tally) add(step string) {
	t.kills[step]++
	t.total++
}
