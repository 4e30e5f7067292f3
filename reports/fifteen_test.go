package reports_test

import (
	"context"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// documented are the rows of the tables below a heading of docs/metrics.md, each with its cells, the titles first.
func documented(t *testing.T, heading string) (tables [][][]string) {
	t.Helper()
	text, err := os.ReadFile("../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	_, below, found := strings.Cut(string(text), "\n### "+heading+"\n")
	if !found {
		t.Fatalf("docs/metrics.md has no %q", heading)
	}
	below, _, _ = strings.Cut(below, "\n## ")
	inside := false
	for line := range strings.Lines(below) {
		row, is := strings.CutPrefix(strings.TrimSpace(line), "|")
		switch {
		case !is:
			inside = false
			continue
		case strings.HasPrefix(row, "---"):
			continue
		case !inside:
			tables, inside = append(tables, nil), true
		}
		cells := strings.Split(strings.TrimSuffix(row, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		tables[len(tables)-1] = append(tables[len(tables)-1], cells)
	}
	return tables
}

// serviceHours are Monday to Friday from nine to six, but for some holidays.
func serviceHours(t *testing.T, z *time.Location, holidays ...string) models.Service {
	t.Helper()
	var off []workday.Entry
	for _, day := range holidays {
		off = append(off, workday.Entry{Date: date(day)})
	}
	calendar, err := workday.New(workday.None, off)
	if err != nil {
		t.Fatal(err)
	}
	return models.Service{Time: workday.NewHours(workday.UsualWeek(), z, calendar), Targets: models.DefaultTargets()}
}

// playTickets does what a table of tickets says.
func playTickets(t *testing.T, st *store.Store, z *time.Location, service models.Service, rows [][]string) *story {
	s := &story{t: t, ctx: context.Background()}
	s.crm = crm.New(st, models.ClockFunc(func() time.Time { return s.now }), crm.Team{Zone: z, Service: service})
	s.at("2026-11-01 09:00", z)
	shared := s.create(alice, "Northwind", models.StatusPotential)
	type step struct {
		at string
		do func()
	}
	var steps []step
	for _, row := range rows {
		no, assignee, requester := row[0], "", "U0ASKS"+row[0]
		if row[1] != "" {
			assignee = "U0" + strings.ToUpper(row[1])
		}
		var customer int64
		var ticket models.Ticket
		steps = append(steps, step{row[3], func() {
			customer = shared
			if strings.Contains(row[4], "erased") || strings.Contains(row[4], "archived") {
				customer = s.create(alice, "Customer "+no, models.StatusPotential)
			}
			var err error
			_, ticket, err = s.crm.RaiseTicket(s.ctx, as(bob), customer, models.TicketInput{
				Values:    map[models.Field]string{models.FieldTicketSubject: "ticket " + no, models.FieldPriority: row[2], models.FieldTicketAssignee: assignee},
				Requester: requester, Channel: "C0HELP", Thread: no + ".0", RaisedAt: s.now,
			})
			s.check(err)
		}})
		for text := range strings.SplitSeq(row[4], ", ") {
			if what, at, some := strings.Cut(text, " "); some {
				steps = append(steps, step{at, func() { s.serves(assignee, requester, customer, ticket.ID, what) }})
			}
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return strings.Compare(a.at, b.at) })
	for _, next := range steps {
		s.at(next.at, z)
		next.do()
	}
	return s
}

// serves is one step of a ticket's way.
func (s *story) serves(assignee, requester string, customer, ticket int64, what string) {
	s.t.Helper()
	var err error
	switch what {
	case "answered":
		_, _, err = s.crm.ReplyTicket(s.ctx, as(assignee), ticket, models.ReplyInput{Text: "We look at it."})
	case "good", "fair", "poor":
		_, err = s.crm.RateTicket(s.ctx, as(requester), ticket, models.Satisfaction(what))
	case "undo":
		var last models.Undo
		last, err = s.crm.LastChange(s.ctx, as(assignee).Actor)
		s.check(err)
		_, err = s.crm.Undo(s.ctx, as(assignee), last.Operation)
	case "erased", "archived":
		s.meets(customer, 0, what)
	default:
		_, _, err = s.crm.MoveTicket(s.ctx, as(assignee), ticket, 0, models.TicketState(what))
	}
	s.check(err)
}

// serviceValue is a figure of service as the document writes it.
func serviceValue(unit models.TicketUnit, value *big.Rat) string {
	switch {
	case value == nil:
		return "–"
	case unit != models.UnitWorkingTime:
		return value.RatString()
	}
	seconds, _ := value.Float64()
	took := time.Duration(seconds) * time.Second
	text := ""
	if hours := int(took.Hours()); hours > 0 || took == 0 {
		text = fmt.Sprintf("%d h ", hours)
	}
	if minutes := int(took.Minutes()) % 60; minutes > 0 {
		text += fmt.Sprintf("%d min", minutes)
	}
	return strings.TrimSpace(text)
}

// The figures of service of fifteen tickets are those that were counted by hand: docs/metrics.md has them, and how.
func TestFifteenTickets(t *testing.T) {
	tables := documented(t, "Fifteen tickets")
	if len(tables) != 2 || len(tables[0]) != 16 {
		t.Fatalf("docs/metrics.md has %d tables of tickets", len(tables))
	}
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st, z := storetest.Open(t, db), zone(t, "Asia/Shanghai")
		s := playTickets(t, st, z, serviceHours(t, z, "2026-11-18"), tables[0][1:])
		s.at("2026-11-23 09:00", z)
		week := reports.Between(date("2026-11-16"), date("2026-11-22"), z)
		got, err := reports.New(st).Tickets(s.ctx, models.CountScope{}, week, s.now)
		s.check(err)
		found := map[string]map[string]string{} // by the title of the column, then by the figure
		put := func(column, key, text string) {
			if found[column] == nil {
				found[column] = map[string]string{}
			}
			found[column][key] = text
		}
		for _, f := range got.Figures {
			put("all", f.Key, serviceValue(f.Unit, f.Now))
			put("the week before", f.Key, serviceValue(f.Unit, f.Before))
		}
		titles := slices.Clone(tables[1][0][1:3])
		for _, part := range slices.Concat(got.People, got.Priorities) {
			name := strings.ToLower(strings.TrimPrefix(part.Value, "U0"))
			if part.Value == "" {
				name = "nobody"
			}
			titles = append(titles, name)
			for _, f := range part.Figures {
				put(name, f.Key, serviceValue(f.Unit, f.Now))
			}
		}
		if diff := cmp.Diff(tables[1][0][1:], titles); diff != "" {
			t.Errorf("who and which, in their order (-by hand +got):\n%s", diff)
		}
		want := map[string]map[string]string{}
		for _, row := range tables[1][1:] {
			for i, text := range row[1:] {
				column := tables[1][0][i+1]
				if want[column] == nil {
					want[column] = map[string]string{}
				}
				if text != "" {
					want[column][row[0]] = text
				}
			}
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("figures (-by hand +got):\n%s", diff)
		}
		lists := map[string]string{}
		query := models.ReportListQuery{Span: week.Span(s.now), Limit: 50}
		for _, d := range reports.TicketDefinitions() {
			query.List = d.Opening
			page, err := st.ReportList(s.ctx, query)
			s.check(err)
			var named []string
			for _, entry := range page.Entries {
				named = append(named, strings.TrimPrefix(entry.Ticket.Subject, "ticket "))
			}
			lists[string(d.Opening)] = strings.Join(named, " ")
		}
		if diff := cmp.Diff(map[string]string{
			"tickets_raised": "11 5 6 15  4 2 1 10", "tickets_answered": " 4 2 3 1 9 10", "tickets_answered_late": "2", "tickets_solved": " 3 7 2 1 10", "tickets_solved_late": "7 2", // of 14, which was erased, no subject is left
			"tickets_reopened": "7", "tickets_open": "9 4 6 5 11", "tickets_late": "6", "tickets_rated": "3 2 1",
		}, lists); diff != "" {
			t.Errorf("lists (-by hand +got):\n%s", diff)
		}
		if own, err := reports.New(st).Tickets(s.ctx, models.CountScope{Person: bob}, week, s.now); err != nil || len(own.People) > 0 || exactly(own.Figures[0].Now) != found["bob"]["raised"] {
			t.Errorf("of Bob's alone %s were raised: %v", exactly(own.Figures[0].Now), err)
		}
		stand, err := st.Count(s.ctx, models.CountedStanding, models.CountSpan{To: s.now, Zone: z, Scope: models.CountScope{VisibleTo: bob}})
		if err != nil || len(stand) != 1 || stand[0].N != 1 {
			t.Errorf("Bob, who has open tickets of one customer of Alice's, sees %v: %v", stand, err)
		}
	})
}
