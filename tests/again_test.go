package tests

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// audited tells a person's change from what the scheduler does beside it.
const audited = "INSERT INTO `audit_entries`"

// outage is a moment at which the way to the database breaks, what people are told then, and how many changes are saved.
type outage struct {
	name, at string
	how      storetest.Break
	says     string
	saves    int
}

// outages are the moments of a change at which the way to the database breaks, and stays broken.
var outages = []outage{
	{"before it begins", "START TRANSACTION", storetest.Break{Before: true, Stay: true}, "Nothing was saved", 0},
	{"in the middle", audited, storetest.Break{Stay: true}, "Nothing was saved", 0},
	{"at the commit, which is not done", "COMMIT", storetest.Break{After: audited, Before: true, Stay: true}, "don't know yet", 0},
	{"at the commit, whose answer is lost", "COMMIT", storetest.Break{After: audited, Stay: true}, "don't know yet", 1},
}

// cast is who plays in the ways in.
type cast struct {
	w     *world
	user  *sandboxtest.User
	alice *sandboxtest.Room // an admin's channel
	dm    *sandboxtest.Room
	n     int  // makes each round's words its own
	home  bool // the answer stands in the App Home
}

// way does what comes before a change, while the database is there, and returns the act, and what is shown of it in the end.
// The act returns how it is made again after it was refused with a text.
type way func(c *cast) (act func(says string) (again func()), shows string)

// waysIn are the ways in which something is changed.
var waysIn = map[string]way{
	"a command": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer {
			return c.alice.Command(fmt.Sprintf("/crm new Again %d notes=\"a long <story>\" !", c.n))
		}, "/crm new Again", "a long <story>"), fmt.Sprint("Again ", c.n)
	},
	"a command that changes": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer { return c.alice.Command(fmt.Sprintf("/crm edit C001 notes=note%d", c.n)) }), fmt.Sprint("note", c.n)
	},
	"a command that logs": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer { return c.alice.Command(fmt.Sprintf("/crm log C001 met %d", c.n)) }), fmt.Sprint("met ", c.n)
	},
	"a command that plans": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer {
			return c.alice.Command(fmt.Sprintf("/crm follow C001 2026-12-01 plan %d", c.n))
		}), "C001"
	},
	"a direct message": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer { return c.dm.Say(fmt.Sprintf("log C001 told %d", c.n)) }), fmt.Sprint("told ", c.n)
	},
	"a mention": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer { return c.alice.Say(fmt.Sprintf("<@U0BOT> log C001 called %d", c.n)) }), fmt.Sprint("called ", c.n)
	},
	"a new customer's form": func(c *cast) (func(string) func(), string) {
		form := c.alice.Command("/crm new").Modal()
		return sent(form.Fill("name", fmt.Sprint("Form ", c.n)), "name"), fmt.Sprint("Form ", c.n)
	},
	"an edit form": func(c *cast) (func(string) func(), string) {
		form := c.alice.Command("/crm edit C001").Modal()
		return sent(form.Fill("notes", fmt.Sprint("edited ", c.n)), "notes"), fmt.Sprint("edited ", c.n)
	},
	"a status form": func(c *cast) (func(string) func(), string) {
		to := []string{"active", "churned"}[c.n%2]
		form := c.alice.Command("/crm status C001 " + to).Modal()
		if to == "churned" {
			form.Fill("reason", "gone")
		}
		return sent(form.Fill("text", fmt.Sprint("basis ", c.n)), "text"), fmt.Sprint("basis ", c.n)
	},
	"a form to log": func(c *cast) (func(string) func(), string) {
		form := c.alice.Command("/crm log C001").Modal()
		return sent(form.Fill("text", fmt.Sprint("logged ", c.n)), "text"), fmt.Sprint("logged ", c.n)
	},
	"a message's shortcut": func(c *cast) (func(string) func(), string) {
		c.alice.Say(fmt.Sprint("remember this ", c.n))
		form := c.alice.ExpectMessage(fmt.Sprint("remember this ", c.n)).Shortcut("interaction.log").Modal()
		return sent(form.Select("customer", "C001 Northwind"), "text"), fmt.Sprint("remember this ", c.n)
	},
	"a form to plan": func(c *cast) (func(string) func(), string) {
		form := c.alice.Command("/crm follow C001").Modal()
		return sent(form.Pick("due_on", "2026-12-02").Fill("title", fmt.Sprint("planned ", c.n)), "title"), "C001" // the card shows the next few only
	},
	"a form behind a list's button": func(c *cast) (func(string) func(), string) {
		c.alice.Command(fmt.Sprintf("/crm follow C001 2026-12-03 do %d", c.n)).Ephemeral("Follow-up with")
		form := c.alice.Command("/crm due all").Ephemeral(fmt.Sprint("do ", c.n)).PressLabel("Done").Modal()
		return sent(form.Fill("outcome", fmt.Sprint("done ", c.n)), "outcome"), "follow-up"
	},
	"a list's menu": func(c *cast) (func(string) func(), string) {
		c.alice.Command(fmt.Sprintf("/crm follow C001 2026-11-24 23:%02d move", 10+c.n)).Ephemeral("Follow-up with")
		list := c.alice.Command("/crm due today").Ephemeral("move")
		return said(func() *sandboxtest.Answer {
			for _, placed := range blockkit.Elements(list.Blocks) {
				if id, isMenu := strings.CutPrefix(placed.ActionID(), "followup.snooze/"); isMenu {
					return list.Choose(placed.ActionID(), id+":1d")
				}
			}
			panic("the list has no menu")
		}), ""
	},
	"a button that takes back": func(c *cast) (func(string) func(), string) {
		c.alice.Command(fmt.Sprintf("/crm edit C001 address=street%d", c.n)).Ephemeral("Saved")
		ask := c.alice.Command("/crm undo").Ephemeral("Your last change")
		return said(func() *sandboxtest.Answer { return ask.PressLabel("Take it back") }), ""
	},
	"a role": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer {
			return c.alice.Command("/crm role <@U0BOB> " + []string{"viewer", "support"}[c.n%2])
		}), ""
	},
	"a word": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer { return c.alice.Command(fmt.Sprint("/crm words add secret", c.n)) }), ""
	},
	"a field": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer { return c.alice.Command(fmt.Sprintf("/crm field add Field%d number", c.n)) }), ""
	},
	"a channel": func(c *cast) (func(string) func(), string) {
		return said(func() *sandboxtest.Answer {
			return c.alice.Command("/crm channel #sales " + []string{"report", "summary"}[c.n%2])
		}), ""
	},
	"a button of the home": func(c *cast) (func(string) func(), string) {
		c.alice.Command(fmt.Sprintf("/crm follow C001 2026-11-24 22:%02d home", 10+c.n)).Ephemeral("Follow-up with")
		c.home = true
		form := c.w.homeOf(c.user, "home").Press("Done").Modal()
		return sent(form.Fill("outcome", fmt.Sprint("at home ", c.n)), "outcome"), ""
	},
	"a preference": func(c *cast) (func(string) func(), string) {
		form := c.alice.Command("/crm settings").Modal()
		return sent(form.Pick("digest_time", fmt.Sprintf("0%d:00", 5+c.n)), "digest_time"), ""
	},
}

// said is an act whose refusal is a message with a button; typed stands in it.
func said(act func() *sandboxtest.Answer, typed ...string) func(string) func() {
	return func(says string) func() {
		refused := act().Expect(append(typed, says)...)
		return func() {
			labels := refused.Buttons()
			refused.PressLabel(labels[len(labels)-1]) // "Try again", or "Show it"
			refused.ExpectGone()
		}
	}
}

// sent is an act whose refusal stands above its form, which keeps what was entered in a field.
func sent(form *sandboxtest.Modal, field string) func(string) func() {
	return func(says string) func() {
		entered := form.Value(field)
		form.Submit()
		form.Expect(says)
		if got := form.Value(field); got != entered {
			panic(fmt.Sprintf("%s came back as %q, not %q", field, got, entered))
		}
		return func() { form.Submit() }
	}
}

// operations counts what was changed at once.
func operations(t *testing.T, db storetest.Database) (n int) {
	t.Helper()
	handle, err := sql.Open(db.Driver, db.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer handle.Close()
	if err := handle.QueryRowContext(context.Background(), "SELECT COUNT(DISTINCT operation) FROM audit_entries").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Whatever was under way when the database went, and however far it was: people are told what is known, and trying again
// does it once, or shows what was done.
func TestTryingAgainDoesItOnce(t *testing.T) {
	for _, way := range slices.Sorted(maps.Keys(waysIn)) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			onFailingServers(t, func(t *testing.T, c *cast) {
				for i, outage := range outages {
					c.n = i
					c.outlive(t, outage, waysIn[way])
				}
				if strings.Contains(c.w.Conversation(), "Something went wrong") {
					t.Error("somebody was told of an internal error")
				}
			})
		})
	}
}

// onFailingServers plays with a customer of its own on each server, for whose absence the bot doesn't wait.
func onFailingServers(t *testing.T, play func(t *testing.T, c *cast)) {
	t.Helper()
	storetest.EachServer(t, func(t *testing.T, server storetest.Database) {
		t.Parallel()
		w := newWorld(t, server)
		w.hurried = true
		cfg := w.config()
		cfg.Database.Wait = 0
		w.startWith(cfg)
		alice := w.User("alice")
		c := &cast{w: w, user: alice, alice: alice.In("sales"), dm: alice.DM()}
		c.alice.Command("/crm new Northwind !").Ephemeral("C001")
		play(t, c)
	})
}

// outlive begins an act, breaks the way to the database in it, and makes it again.
func (c *cast) outlive(t *testing.T, outage outage, begin way) {
	t.Helper()
	act, shows := begin(c)
	before := operations(t, c.w.db)
	c.w.cable.Break(outage.at, 1, outage.how)
	again := act(outage.says)
	if c.w.cable.Left() > 0 {
		t.Fatalf("%s: nothing was cut", outage.name)
	}
	c.w.cable.Plug()
	if n := operations(t, c.w.db) - before; n != outage.saves {
		t.Errorf("%s: %d changes before trying again", outage.name, n)
	}
	again()
	want := []string{shows}
	if outage.saves > 0 {
		want = append(want, "saved at the first try")
	}
	c.w.Eventually(outage.name+": what was saved to be shown", func() bool {
		return operations(t, c.w.db) > before && (count(c.alice, want...)+count(c.dm, want...) > 0 || c.home && containsAll(c.user.Home().Rendered(), want))
	})
	if n := operations(t, c.w.db) - before; n != 1 {
		t.Errorf("%s: %d changes, want 1\n%s", outage.name, n, c.w.Conversation())
	}
}

func containsAll(text string, parts []string) bool {
	return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) })
}

// What was saved and can't be shown is said to be saved, and shown when the database is back.
func TestSavedAndNotShown(t *testing.T) {
	for _, way := range []string{"a command", "a command that changes", "a new customer's form", "an edit form", "a form behind a list's button", "a list's menu"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			onFailingServers(t, func(t *testing.T, c *cast) {
				act, shows := waysIn[way](c)
				before := operations(t, c.w.db)
				c.w.cable.Break("COMMIT", 1, storetest.Break{After: audited, Next: true, Stay: true})
				again := act("It was saved, but it couldn't be shown")
				c.w.cable.Plug()
				again()
				c.w.Eventually("what was saved to be shown", func() bool { return count(c.alice, shows, "saved at the first try") > 0 })
				if n := operations(t, c.w.db) - before; n != 1 {
					t.Errorf("%d changes, want 1\n%s", n, c.w.Conversation())
				}
			})
		})
	}
}

// A process that dies between taking a form and answering leaves the form as it was sent, to be sent again. A command that
// was to open a form can be asked again.
func TestKilledBehindAWaitingView(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newHurriedWorld(t, db)
		p := w.spawn()
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		form := alice.Command("/crm new").Modal()
		form.Fill("name", "Kept").Fill("notes", "ten fields typed").Pick("next_follow_up", "2026-12-01")
		bob := w.User("bob").In("sales")

		release := w.stall()
		defer release()
		if got := form.Submit(); got.Outcome != sandbox.Updated {
			t.Fatalf("the slow submission was %s %s", got.Outcome, got.Error)
		}
		form.Expect("Working on it", "send the form again")
		var opening *sandboxtest.Modal
		if db.Driver == "mysql" { // SQLite's readers never wait
			opening = bob.Command("/crm edit C001").Modal().Expect("Working on it", "/crm edit C001", "Try again")
		}
		p.kill()
		release()
		before := operations(t, db)
		p = w.spawn()

		for field, want := range map[string]string{"name": "Kept", "notes": "ten fields typed", "next_follow_up": "2026-12-01"} {
			if got := form.Value(field); got != want {
				t.Errorf("%s is %q after the process died", field, got)
			}
		}
		form.Submit()
		alice.ExpectMessage("C00", "Kept", "ten fields typed")
		if opening != nil {
			opening.Press("Try again")
			opening.Expect("Northwind").Close()
		}

		// And when it was saved, but the answer never came.
		saved := bob.Command("/crm new").Modal()
		saved.Fill("name", "Saved already")
		release = w.stall()
		defer release()
		saved.Submit()
		saved.Expect("Working on it")
		w.Faults().Add(sandbox.Fault{Method: "*", Drop: sandbox.DropBefore, Times: -1})
		release()
		w.Eventually("it to be saved", func() bool { return operations(t, db) == before+2 })
		p.kill()
		w.Server().ClearFaults()
		w.spawn()
		if saved.TrySubmit() {
			bob.ExpectMessage("saved at the first try", "Saved already")
		} else { // what the process had sent when it died arrived after all
			saved.Expect("Created", "Saved already")
		}
		if n := operations(t, db); n != before+2 {
			t.Errorf("%d changes, want %d", n, before+2)
		}
		alice.Command("/crm find").Ephemeral("3 customers")
	})
}

// A process that dies between saving what a message asked for and answering leaves the answer to the next, to which Slack
// delivers the message again. Whoever answers, it is said once.
func TestKilledBeforeAnAnswer(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newHurriedWorld(t, db)
		p := w.spawn()
		alice := w.User("alice")
		alice.In("sales").Command("/crm new Northwind !").Ephemeral("C001")
		before := operations(t, db)
		release := w.stall()
		defer release()
		alice.DM().Say("log C001 told them")
		w.Faults().Add(sandbox.Fault{Method: "*", Drop: sandbox.DropBefore, Times: -1})
		release()
		w.Eventually("it to be saved", func() bool { return operations(t, db) == before+1 })
		p.kill()
		handle, err := sql.Open(db.Driver, db.DSN)
		if err != nil {
			t.Fatal(err)
		}
		defer handle.Close()
		if _, err := handle.Exec("DELETE FROM envelopes WHERE `key` LIKE 'said:%'"); err != nil { // it died before it was going to say it
			t.Fatal(err)
		}
		w.Server().ClearFaults()
		w.spawn()
		w.Faults().Redeliver("events_api")
		alice.DM().ExpectMessage("It was saved", "told them")
		w.Faults().Redeliver("events_api")
		alice.DM().Say("find").Expect("1 customer")
		if n := count(alice.DM(), "told them", "saved"); n != 1 || operations(t, db) != before+1 {
			t.Errorf("it was said %d times and done %d times", n, operations(t, db)-before)
		}
	})
}
