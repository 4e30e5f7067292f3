package tests

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// servingDay plays the day with the program.
type servingDay struct {
	*world
	t       *testing.T
	st      *store.Store
	now     time.Time
	running *bot
	cfg     config.Config
	first   map[string]*sandboxtest.Message // the message under which a ticket's conversation goes on
	notes   map[string]*sandboxtest.Message
	replies map[string]*sandboxtest.Message
	texts   map[string]string // what a reply says now; "" was deleted
	holding bool
	later   []func() // what is waited for once the events are released
}

func newServingDay(t *testing.T, db storetest.Database, begins time.Time) *servingDay {
	t.Helper()
	people := sandbox.SharedWorkspace()
	team := []string{}
	for name, at := range map[string]string{"hao": "Asia/Shanghai", "mei": "Asia/Shanghai", "klara": "Europe/Berlin", "dora": "Asia/Shanghai", "vera": "Asia/Shanghai"} {
		people.Users = append(people.Users, sandbox.User{ID: "U0" + strings.ToUpper(name), Name: name, RealName: name, Locale: "en-US", TZ: at})
		team = append(team, "U0"+strings.ToUpper(name))
	}
	slices.SortFunc(people.Users, func(a, b sandbox.User) int { return strings.Compare(a.ID, b.ID) })
	people.Users = append(people.Users, sandbox.User{ID: "U0PAOLO", TeamID: "T0ACME", Name: "paolo", RealName: "Paolo Partner", Locale: "en-US", TZ: "Europe/Berlin"})
	for i := range people.Channels {
		people.Channels[i].Members = append(people.Channels[i].Members, team...)
		if people.Channels[i].Name == "acme" {
			people.Channels[i].Members = append(people.Channels[i].Members, "U0PAOLO")
		}
	}
	w := newWorldOf(t, db, sandbox.Options{AckTimeout: 2 * unhurried, Workspace: people, RateLimits: sandbox.RateLimits{Off: true}}) // their pace is real, the day is not
	w.unpaced = true
	w.Clock.Set(begins.Add(-time.Hour))
	d := &servingDay{world: w, t: t, st: storetest.Open(t, w.db, store.WithVault(w.vault(), true)), first: map[string]*sandboxtest.Message{}, notes: map[string]*sandboxtest.Message{}, replies: map[string]*sandboxtest.Message{}, texts: map[string]string{}}
	d.cfg = w.config()
	d.cfg.Channels, d.cfg.Service.Assign = nil, "round-robin"
	d.cfg.Reminders.Digest = "0 9 1 1 *"
	d.cfg.Roles = config.Roles{Default: d.cfg.Roles.Default, Admin: []string{"U0ALICE"}, Manager: []string{"U0LINA"}, Viewer: []string{"U0VERA"}, Support: []string{"U0BOB", "U0HAO", "U0KLARA", "U0MEI", "U0WANGWEI"}}
	d.running = w.startWith(d.cfg)
	alice := w.User("alice").In("support")
	for _, name := range customersOfTheDay {
		alice.Command("/crm new " + name + " !").Ephemeral("C0")
	}
	alice.Command("/crm channel <#C0SUPPORT|support> tickets en").Ephemeral("each new message is a ticket")
	w.User("alice").In("acme").Command("/crm channel <#C0ACME|acme> tickets en").Ephemeral("each new message is a ticket")
	w.Faults().RedeliverNext("events_api", 10_000) // every event comes twice
	return d
}

// do lets somebody act at a minute, and waits until everything that follows is done.
func (d *servingDay) do(a act) {
	d.t.Helper()
	if !a.at.Equal(d.now) {
		d.now = a.at
		d.Clock.Set(a.at)
		d.settle("line %d, when the clock has moved", a.line)
	}
	done := d.acts(a)
	if d.holding && done != nil {
		d.later = append(d.later, done)
		return
	}
	if done != nil {
		done()
	}
	d.settle("line %d", a.line)
}

// acts does what a line says, and returns what waits until it is heard; nil where it is done already.
func (d *servingDay) acts(a act) (done func()) {
	d.t.Helper()
	switch w := a.words; a.verb {
	case "writes":
		d.first[w[0]] = d.in(a, w[1]).Write(a.from(2))
		return func() { d.answered(w[0]) }
	case "asks":
		d.first[w[0]] = d.in(a, w[1]).Write(a.from(2))
		return func() { d.under(d.first[w[0]], "Whose is it?") }
	case "sorts":
		asked := d.under(d.first[w[0]], "Whose is it?")
		asked.As(d.User(a.who)).PressLabel("Raise a ticket").Modal().Select("customer", w[1]+" "+customersOfTheDay[w[1][3]-'1']).Submit().ExpectClosed()
		return func() { d.answered(w[0]) }
	case "notes":
		d.notes[w[0]] = d.in(a, w[1]).Write(a.from(2))
	case "emoji":
		d.first[w[0]] = d.notes[w[1]]
		d.notes[w[1]].As(d.User(a.who)).React("ticket")
		return func() { d.answered(w[0]) }
	case "shortcut":
		d.first[w[0]] = d.notes[w[1]]
		d.notes[w[1]].As(d.User(a.who)).Shortcut("ticket.shortcut").Modal().Select("customer", w[2]+" "+customersOfTheDay[w[2][3]-'1']).Submit().ExpectClosed()
		return func() { d.answered(w[0]) }
	case "command":
		d.in(a, w[1]).Command("/crm ticket " + a.from(2)).Ephemeral("*" + w[0] + "*")
		if w[1] == "#support" {
			d.first[w[0]] = d.begun(w[0])
		}
	case "says":
		d.texts[w[0]] = a.from(2)
		d.replies[w[0]] = d.first[w[1]].As(d.User(a.who)).Reply(a.from(2)).Posted()
		return func() { d.kept(w[0]) }
	case "edits":
		d.texts[w[0]] = a.from(1)
		d.replies[w[0]].Edit(a.from(1))
		return func() { d.kept(w[0]) }
	case "deletes":
		d.texts[w[0]] = ""
		d.replies[w[0]].Delete()
		return func() { d.kept(w[0]) }
	case "answers":
		d.says(a, "reply "+w[0]+" "+a.from(1), w[0])
	case "moves":
		d.says(a, "ticket "+w[0]+" "+w[1], w[0])
	case "gives":
		d.says(a, "ticket "+w[0]+" @"+w[1], w[0])
	case "takes":
		d.says(a, "ticket "+w[0]+" take", w[0])
	case "urges":
		d.says(a, "ticket "+w[0]+" priority:"+w[1], w[0])
	case "rates":
		d.rates(a)
	default:
		d.around(a)
	}
	return nil
}

// around is what happens beside the conversations.
func (d *servingDay) around(a act) {
	d.t.Helper()
	switch a.verb {
	case "away":
		text, emoji, _ := strings.Cut(a.from(0), ":")
		d.User(a.who).SetStatus(strings.TrimSpace(text), strings.Trim(":"+emoji, " "), 0)
	case "back":
		d.User(a.who).SetStatus("", "", 0)
	case "busy", "free":
		d.ChangeUser("U0"+strings.ToUpper(a.who), map[string]any{"dnd": a.verb == "busy"})
	case "holds":
		d.holding = true
		d.Faults().Hold("message.channels", 1000)
	case "releases":
		d.holding = false
		d.Faults().Release()
		for _, done := range d.later {
			done()
		}
		d.later = nil
	case "restarts":
		d.running.stop()
		d.running = d.startWith(d.cfg)
	case "starts":
		d.startWith(d.cfg)
	case "looks":
	default:
		d.t.Fatalf("line %d: nobody knows how to do %q", a.line, a.verb)
	}
}

func (d *servingDay) in(a act, channel string) *sandboxtest.Room { return d.User(a.who).In(channel) }

// says types a command and waits for its answer, which names the ticket.
func (d *servingDay) says(a act, command, code string) {
	d.t.Helper()
	d.User(a.who).In("support").Command("/crm " + command).Ephemeral(code)
}

// rates presses how it was, and what mattered most.
func (d *servingDay) rates(a act) {
	d.t.Helper()
	labels := map[string]string{"good": "🙂 Good", "fair": "😐 Fair", "poor": "🙁 Poor", "speed": "How fast it went", "solution": "The solution", "contact": "How I was treated"}
	first, who := d.first[a.words[0]], d.User(a.who)
	d.under(first, "how was it?").As(who).PressLabel(labels[a.words[1]])
	d.under(first, "What mattered most").As(who).PressLabel(labels[a.words[2]])
	d.under(first, "Thank you for your answer")
}

// under waits for the latest message of the bot in a conversation that shows some words.
func (d *servingDay) under(first *sandboxtest.Message, words string) (found *sandboxtest.Message) {
	d.t.Helper()
	d.Eventually(fmt.Sprintf("%q under %q", words, first.Text), func() bool {
		for _, m := range d.User("alice").In(first.Channel).Messages() {
			if m.ThreadTS == first.TS && m.BotID != "" && m.Contains(words) {
				found = m
			}
		}
		return found != nil
	})
	return found
}

// begun waits for the answer with which the conversation of a ticket begins that was raised by command.
func (d *servingDay) begun(code string) (found *sandboxtest.Message) {
	d.t.Helper()
	d.Eventually("the conversation of "+code, func() bool {
		for _, m := range d.User("alice").In("support").Messages() {
			if m.BotID != "" && m.EphemeralTo == "" && m.Contains("*"+code+"*") {
				found = m
			}
		}
		return found != nil
	})
	return found
}

// await waits for what shows itself in the database as well, and so asks often.
func (d *servingDay) await(what string, condition func() bool) {
	d.t.Helper()
	for deadline := time.Now().Add(d.Patience); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			d.t.Fatalf("in vain: %s\n%s", what, d.Conversation())
		}
	}
}

// answered waits until a ticket's conversation shows its state.
func (d *servingDay) answered(code string) { d.under(d.first[code], "*"+code+"*") }

// kept waits until a reply is kept as it is now.
func (d *servingDay) kept(label string) {
	d.t.Helper()
	m := d.replies[label]
	d.await("the reply "+label+" is kept", func() bool {
		found, err := d.st.TicketMessageAt(d.t.Context(), m.Channel, m.TS)
		return err == nil && found.ID != 0 && found.Text == d.texts[label]
	})
}

// settle waits until the clock has told what it has to tell by now.
func (d *servingDay) settle(when string, args ...any) {
	d.t.Helper()
	ctx := context.Background()
	d.await(fmt.Sprintf("everything is told: "+when, args...), func() bool {
		late, err := d.st.TicketsToAlert(ctx, d.now, 1)
		if err != nil || len(late) > 0 {
			return false
		}
		backlog, err := d.st.OutboxBacklog(ctx, d.now)
		return err == nil && backlog.Oldest.IsZero() && backlog.Dead == 0
	})
}
