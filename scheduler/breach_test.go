package scheduler

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// serves makes ULINA a manager and UBOB one who serves, with a customer.
func (w *world) serves() models.Customer {
	w.t.Helper()
	w.setRole("ULINA", models.RoleManager)
	w.setRole("UBOB", models.RoleSupport)
	return w.owned("UALICE", "Northwind & Söhne")
}

func (w *world) raise(c models.Customer, assignee string, priority models.Priority) models.Ticket {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: "UALICE", Role: models.RoleManager}, Source: "test"}
	_, raised, err := w.crm.RaiseTicket(w.ctx, op, c.ID, models.TicketInput{Values: map[models.Field]string{
		models.FieldTicketSubject: "It *smokes*", models.FieldPriority: string(priority), models.FieldTicketAssignee: assignee,
	}})
	if err != nil {
		w.t.Fatal(err)
	}
	return raised
}

func (w *world) moves(t models.Ticket, to models.TicketState) {
	w.t.Helper()
	op := models.Operation{Actor: models.Actor{ID: "UBOB", Role: models.RoleSupport}, Source: "test"}
	if _, _, err := w.crm.MoveTicket(w.ctx, op, t.ID, 0, to); err != nil {
		w.t.Fatal(err)
	}
}

// breached are the messages about tickets that were posted since they were asked for last: to whom, of which tickets, and what.
func (w *world) breached() (told []string) {
	w.t.Helper()
	for _, key := range w.slack.news() {
		kind, rest, _ := strings.Cut(key, ":")
		if kind != models.ToldBreach {
			continue
		}
		to, _, _ := strings.Cut(rest, ":")
		text := w.slack.textOf(key)
		parts := []string{to}
		for i := range 30 {
			if code := models.TicketCode(int64(i + 1)); strings.Contains(text, "*"+code+"*") {
				parts = append(parts, code)
			}
		}
		for sign, what := range map[string]string{
			"answered soon": "answer soon", "solved soon": "solve soon", "首次响应已超时": "answered late", "解决已超时": "solved late", "即将超过": "soon for leads", "补发": "afterwards", "later than it should": "afterwards",
		} {
			if strings.Contains(text, sign) {
				parts = append(parts, what)
			}
		}
		slices.Sort(parts[1:])
		told = append(told, strings.Join(parts, " "))
	}
	slices.Sort(told)
	return told
}

func (w *world) expectBreaches(want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.breached()); diff != "" {
		w.t.Errorf("at %s (-want +got):\n%s", w.clock.Now().Format(time.TimeOnly), diff)
	}
}

// expectCounted compares what is kept of a ticket's times with what they are when they are counted.
func (w *world) expectCounted(t models.Ticket) {
	w.t.Helper()
	ways, err := w.store.TicketMovesOf(w.ctx, []int64{t.ID})
	if err != nil {
		w.t.Fatal(err)
	}
	counted := t
	counted.Time(w.service, ways[t.ID], w.clock.Now())
	if diff := cmp.Diff(counted, t); diff != "" {
		w.t.Errorf("%s is kept otherwise than counted (-counted +kept):\n%s", t.Code, diff)
	}
}

// An urgent ticket is to be answered within half an hour and solved within four: who has it is told before, the manager after, once each,
// however many processes look how often.
func TestBreachesAreToldBeforeAndAfter(t *testing.T) {
	each(t, "2026-11-24T02:00:00Z", func(t *testing.T, w *world) {
		c := w.serves()
		one, two := w.scheduler("one", everything(t)), w.scheduler("two", everything(t))
		raised := w.raise(c, "UBOB", models.PriorityUrgent)
		at := func(after time.Duration, want ...string) {
			t.Helper()
			w.clock.set(raised.RaisedAt.Add(after))
			w.tick(one, two)
			w.tick(two, one)
			w.expectBreaches(want...)
		}
		at(14 * time.Minute)
		at(15*time.Minute, "UBOB T001 answer soon")
		at(16 * time.Minute)
		at(30*time.Minute, "ULINA T001 answered late")
		at(2 * time.Hour)
		at(3*time.Hour, "UBOB T001 solve soon")
		w.moves(raised, models.TicketWaiting) // its times stand still
		at(9 * time.Hour)
		w.moves(raised, models.TicketOpen)
		at(9*time.Hour + 59*time.Minute)
		at(10*time.Hour, "ULINA T001 solved late")
		w.moves(raised, models.TicketSolved)
		at(20 * time.Hour)
		w.moves(raised, models.TicketOpen) // and is late at once, in a round of its own
		at(20*time.Hour+time.Minute, "ULINA T001 solved late")
		at(21 * time.Hour)
	})
}

// What can't be told to who has a ticket is told to the leads; what isn't so any more when it would be sent is told to nobody.
func TestBreachesOfWhomAndNotAnyMore(t *testing.T) {
	each(t, "2026-11-24T02:00:00Z", func(t *testing.T, w *world) {
		c := w.serves()
		s := w.scheduler("one", everything(t))
		w.raise(c, "", models.PriorityUrgent)
		gone := w.raise(c, "UBOB", models.PriorityUrgent)
		w.where["UBOB"] = Person{Zone: w.where["UBOB"].Zone}
		w.clock.advance(20 * time.Minute)
		w.tick(s)
		w.expectBreaches("ULINA T001 T002")
		w.where["UBOB"] = Person{Zone: w.where["UALICE"].Zone, Locale: "en-US", Active: true}
		w.prefer("UBOB", models.Preferences{TicketsUntold: true})
		w.moves(gone, models.TicketSolved)
		other := w.raise(c, "UBOB", models.PriorityUrgent)
		w.clock.advance(20 * time.Minute)
		w.tick(s)
		w.expectBreaches("ULINA T001 answered late") // the other is told to nobody: UBOB wants nothing
		w.prefer("UBOB", models.Preferences{})
		w.slack.fail("ULINA", failure{after: time.Minute}) // what is answered until it can be sent isn't told
		w.clock.advance(15 * time.Minute)
		w.tick(s)
		w.moves(other, models.TicketWaiting)
		w.clock.advance(2 * time.Minute)
		w.tick(s)
		w.expectBreaches()
		quiet := w.raise(c, "UBOB", models.PriorityUrgent)
		w.prefer("UBOB", models.Preferences{QuietFrom: "00:00", QuietTo: "23:00"})
		w.clock.advance(16 * time.Minute)
		w.tick(s)
		w.expectBreaches()
		w.prefer("UBOB", models.Preferences{})
		w.clock.set(quiet.RaisedAt.Add(29 * time.Hour)) // after their quiet hours it is late, and says so
		w.tick(s)
		for _, told := range w.breached() {
			if strings.HasPrefix(told, "UBOB") && !strings.Contains(told, "T004") {
				t.Error(told)
			}
		}
	})
}

// After a night switched off, what was missed comes in one message to each, which says so.
func TestBreachesOfANightComeTogether(t *testing.T) {
	each(t, "2026-11-24T02:00:00Z", func(t *testing.T, w *world) {
		c := w.serves()
		w.tick(w.scheduler("before", everything(t)))
		for range 5 {
			w.raise(c, "UBOB", models.PriorityUrgent)
		}
		w.clock.advance(17 * time.Hour)
		one, two := w.scheduler("one", everything(t)), w.scheduler("two", everything(t))
		w.tick(one, two)
		w.expectBreaches("ULINA T001 T002 T003 T004 T005 afterwards")
		w.clock.advance(time.Hour)
		w.tick(one, two)
		w.expectBreaches()
	})
}

// Other targets count for what is open already, from the start of the program with them.
func TestTargetsThatChange(t *testing.T) {
	each(t, "2026-11-24T02:00:00Z", func(t *testing.T, w *world) {
		c := w.serves()
		w.tick(w.scheduler("before", everything(t)))
		raised, waits := w.raise(c, "UBOB", models.PriorityLow), w.raise(c, "UBOB", models.PriorityLow)
		w.clock.advance(time.Hour)
		w.moves(waits, models.TicketWaiting)
		w.tick(w.scheduler("still", everything(t)))
		w.expectBreaches()
		w.service = models.Service{Targets: map[models.Priority]models.ServiceTarget{models.PriorityLow: {Response: 70 * time.Minute, Solve: 50 * time.Minute}}}
		w.tick(w.scheduler("after", everything(t)))
		w.expectBreaches("UBOB T001 answer soon", "ULINA T001 solved late")
		for _, of := range []models.Ticket{raised, waits} { // also what waits was late before, by the new targets
			now, err := w.store.Ticket(w.ctx, of.ID)
			if err != nil || !now.DueAt.Equal(of.RaisedAt.Add(50*time.Minute)) {
				t.Errorf("%s is due at %v, %v", now.Code, now.DueAt, err)
			}
			w.expectCounted(now)
		}
	})
}

// Whenever processes look, stop and begin again, and whichever way the clock is set: nobody is told the same twice, and all that was late at
// the end was told.
func TestBreachesAreToldOnceWhateverHappens(t *testing.T) {
	each(t, "2026-11-24T02:00:00Z", func(t *testing.T, w *world) {
		random := rand.New(rand.NewPCG(7, 11))
		c := w.serves()
		processes := []*Scheduler{w.scheduler("a", everything(t)), w.scheduler("b", everything(t))}
		var raised []models.Ticket
		seen := map[string]int{}
		for step := range 60 {
			switch random.IntN(8) {
			case 0:
				raised = append(raised, w.raise(c, []string{"UBOB", ""}[random.IntN(2)], models.Priorities()[random.IntN(2)]))
			case 1:
				if len(raised) > 0 {
					t := raised[random.IntN(len(raised))]
					to := []models.TicketState{models.TicketWaiting, models.TicketOpen}[random.IntN(2)]
					if now, err := w.store.Ticket(w.ctx, t.ID); err == nil && now.State != to {
						w.moves(t, to)
					}
				}
			case 2:
				processes[random.IntN(2)] = w.scheduler(fmt.Sprint("new", step), everything(t))
			case 3:
				w.clock.advance(-time.Duration(random.IntN(20)) * time.Minute)
			}
			w.clock.advance(time.Duration(random.IntN(30)) * time.Minute)
			w.tick(processes[random.IntN(2)])
		}
		w.clock.advance(10 * time.Hour)
		w.tick(processes...)
		for _, m := range w.slack.posts {
			if !strings.HasPrefix(m.key, models.ToldBreach) {
				continue
			}
			alerts, err := w.store.TicketAlerts(w.ctx, m.key)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range alerts {
				seen[fmt.Sprintf("%s %d %s %v", a.Receiver, a.TicketID, a.Target, a.Late)]++
			}
		}
		for alert, times := range seen {
			if times > 1 {
				t.Errorf("%s was told %d times", alert, times)
			}
		}
		for _, r := range raised {
			now, err := w.store.Ticket(w.ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			if late := fmt.Sprintf("ULINA %d solve true", r.ID); now.State == models.TicketOpen && seen[late] != 1 {
				t.Errorf("%s was told %d times", late, seen[late])
			}
			w.expectCounted(now)
		}
	})
}
