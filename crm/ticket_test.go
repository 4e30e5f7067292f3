package crm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

func (w *world) ticket(id int64, set values) models.Ticket {
	w.t.Helper()
	_, raised, err := w.RaiseTicket(w.ctx, by(alice), id, models.TicketInput{Values: set})
	if err != nil {
		w.t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	return raised
}

// tickets are a customer's tickets as lines: the code, the state, the priority, what it is about and who has it.
func (w *world) tickets(id int64) (lines []string) {
	w.t.Helper()
	_, list, total, err := w.TicketsOf(w.ctx, as(alice), id, 50)
	if err != nil || total != len(list) {
		w.t.Fatalf("%d of %d tickets, %v", len(list), total, err)
	}
	for _, t := range list {
		moves, err := w.store.TicketMoves(w.ctx, t.ID)
		if err != nil || len(moves) == 0 || moves[len(moves)-1].ToState != t.State {
			w.t.Errorf("%s is %s and went through %v, %v", t.Code, t.State, moves, err)
		}
		followed := t
		followed.Follow(moves)
		followed.SolveUsed, followed.SolveLate = t.SolveUsed, t.SolveLate
		if diff := cmp.Diff(t, followed); diff != "" {
			w.t.Errorf("%s isn't what its way says (-is +way):\n%s", t.Code, diff)
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", t.Code, t.State, t.Priority, t.Subject, t.Assignee)))
	}
	return lines
}

func (w *world) expectTickets(id int64, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.tickets(id)); diff != "" {
		w.t.Errorf("tickets (-want +got):\n%s", diff)
	}
}

// A ticket goes its way, and each step is taken back whole: with its row of the way through the states, and who answered it.
func TestATicketGoesItsWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		first := w.ticket(c.ID, values{models.FieldTicketSubject: " 打印机坏了 ", models.FieldPriority: "high"})
		if first.Code != "T001" || !first.DueAt.Equal(first.RaisedAt.Add(time.Hour)) || first.RespondedAt != nil {
			t.Errorf("it is %+v", first)
		}
		undo := func() {
			t.Helper()
			last, err := w.LastChange(w.ctx, as(alice))
			if err == nil {
				w.now = w.now.Add(time.Minute)
				_, err = w.Undo(w.ctx, by(alice), last.Operation)
			}
			if err != nil {
				t.Fatal(err)
			}
			w.now = w.now.Add(time.Minute)
		}
		move := func(to models.TicketState) models.Ticket {
			t.Helper()
			w.now = w.now.Add(time.Minute)
			_, moved, err := w.MoveTicket(w.ctx, by(alice), first.ID, 0, to)
			if err != nil {
				t.Fatal(err)
			}
			w.now = w.now.Add(time.Minute)
			return moved
		}
		w.expectTickets(c.ID, "T001 open high 打印机坏了")
		waits := move(models.TicketWaiting)
		if waits.RespondedAt == nil || waits.RespondedBy != alice || !waits.DueAt.Equal(models.NoDue()) {
			t.Errorf("it is %+v", waits)
		}
		undo()
		_, back, err := w.Ticket(w.ctx, as(alice), first.ID)
		if err != nil || back.RespondedAt != nil || !back.DueAt.Equal(first.DueAt) {
			t.Errorf("it is %+v, %v", back, err)
		}
		w.expectTickets(c.ID, "T001 open high 打印机坏了")
		solved := move(models.TicketSolved)
		if solved.SolvedAt == nil || solved.SolveUsed == 0 || solved.SolveLate {
			t.Errorf("it is %+v", solved)
		}
		closed := move(models.TicketClosed)
		if !closed.SolvedAt.Equal(*solved.SolvedAt) || closed.ClosedBy != alice {
			t.Errorf("it is %+v", closed)
		}
		undo()
		w.expectTickets(c.ID, "T001 solved high 打印机坏了")
		if _, _, err := w.MoveTicket(w.ctx, by(alice), first.ID, 0, models.TicketSolved); !isKey(err, "error.ticket_there") {
			t.Errorf("it is solved twice: %v", err)
		}
		if _, _, err := w.MoveTicket(w.ctx, by(alice), first.ID, 1, models.TicketOpen); !isKey(err, "error.ticket_moved_since") {
			t.Errorf("a button of an old card moves it: %v", err)
		}
		if _, _, err := w.MoveTicket(w.ctx, by(alice), first.ID, 0, "shelved"); !isKey(err, "error.unknown_ticket_state") {
			t.Errorf("there is any state: %v", err)
		}
		if opened := move(models.TicketOpen); opened.SolvedAt != nil || opened.SolveUsed != 0 || opened.RespondedAt == nil {
			t.Errorf("it is %+v", opened)
		}
		if _, _, err := w.UpdateTicket(w.ctx, by(alice), first.ID, models.EditBase{}, values{models.FieldTicketState: "shelved"}); !isKey(err, "error.unknown_ticket_state") {
			t.Errorf("there is any state: %v", err)
		}
		_, both, err := w.UpdateTicket(w.ctx, by(alice), first.ID, models.EditBase{}, values{models.FieldTicketState: "closed", models.FieldPriority: "low"})
		if err != nil || both.ClosedBy != alice || both.SolvedAt == nil {
			t.Errorf("it is %+v, %v", both, err)
		}
		w.expectTickets(c.ID, "T001 closed low 打印机坏了")
		undo()
		_, taken, err := w.UpdateTicket(w.ctx, by(alice), first.ID, models.EditBase{}, values{models.FieldTicketAssignee: alice, models.FieldPriority: "urgent", models.FieldTags: "VIP"})
		if err != nil || taken.Assignee != alice || taken.DueAt.After(back.DueAt.Add(4*time.Hour)) {
			t.Errorf("it is %+v, %v", taken, err)
		}
		w.expectTickets(c.ID, "T001 open urgent 打印机坏了 U0ALICE")
		undo()
		w.expectTickets(c.ID, "T001 open high 打印机坏了")
		w.ticket(c.ID, values{models.FieldTicketSubject: "by mistake"})
		w.now = w.now.Add(time.Minute)
		undo()
		w.expectTickets(c.ID, "T001 open high 打印机坏了")
		if again := w.ticket(c.ID, values{models.FieldTicketSubject: "again"}); again.Code != "T003" {
			t.Errorf("a code is given twice: %s", again.Code)
		}
	})
}

func isKey(err error, key string) bool {
	for _, refused := range models.AsErrors(err) {
		if refused.Key == key {
			return true
		}
	}
	return false
}

// What is wrong with a ticket is said at its field, and nothing is raised.
func TestTicketsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		for _, bad := range []struct {
			set   values
			field models.Field
			key   string
		}{
			{values{}, models.FieldTicketSubject, "error.required"},
			{values{models.FieldTicketSubject: "\u200b"}, models.FieldTicketSubject, "error.required"},
			{values{models.FieldTicketSubject: strings.Repeat("长", 201)}, models.FieldTicketSubject, "error.too_long"},
			{values{models.FieldTicketSubject: "福利"}, models.FieldTicketSubject, "error.sensitive_word"},
			{values{models.FieldTicketSubject: "x", models.FieldTicketText: strings.Repeat("x", 3001)}, models.FieldTicketText, "error.too_long"},
			{values{models.FieldTicketSubject: "x", models.FieldPriority: "very"}, models.FieldPriority, "error.unknown_priority"},
			{values{models.FieldTicketSubject: "x", models.FieldTicketAssignee: "bob"}, models.FieldTicketAssignee, "error.unknown_user"},
			{values{models.FieldTicketSubject: "x", models.FieldTicketContact: "99"}, models.FieldTicketContact, "error.unknown_contact"},
			{values{models.FieldTicketSubject: "x", models.FieldTicketContact: "primary"}, models.FieldTicketContact, "error.unknown_contact"},
			{values{models.FieldTicketSubject: "x", models.FieldTicketState: "solved"}, models.FieldTicketState, "error.read_only"},
			{values{models.FieldTicketSubject: "x", models.FieldRequester: "U0BOB"}, models.FieldRequester, "error.read_only"},
		} {
			_, _, err := w.RaiseTicket(w.ctx, by(alice), c.ID, models.TicketInput{Values: bad.set})
			if refused := (*models.Error)(nil); !isKey(err, bad.key) || !errors.As(err, &refused) && models.AsErrors(err)[0].Input != bad.field.Input() {
				t.Errorf("%v: %v", bad.set, err)
			}
		}
		w.expectTickets(c.ID)
		viewer := models.Operation{Actor: models.Actor{ID: "U0EVE", Role: models.RoleViewer}}
		if _, _, err := w.RaiseTicket(w.ctx, viewer, c.ID, models.TicketInput{Values: values{models.FieldTicketSubject: "x"}}); !isKey(err, "error.not_permitted") {
			t.Errorf("who may only look raises a ticket: %v", err)
		}
	})
}

// The queue goes by what is due next; each sees what they see of the customers, and what they are to work on.
func TestTheQueueGoesByWhatIsDue(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		mine, theirs, served := w.create("Mine"), w.create("Theirs"), w.create("Served")
		for id, owner := range map[int64]string{mine.ID: bob, theirs.ID: alice, served.ID: alice} {
			if _, err := w.UpdateCustomer(w.ctx, by(alice), id, 0, values{models.FieldOwner: owner}); err != nil {
				t.Fatal(err)
			}
		}
		w.ticket(mine.ID, values{models.FieldTicketSubject: "low", models.FieldPriority: "low"})
		w.ticket(theirs.ID, values{models.FieldTicketSubject: "urgent", models.FieldPriority: "urgent"})
		w.ticket(served.ID, values{models.FieldTicketSubject: "bob's", models.FieldTicketAssignee: bob})
		waits := w.ticket(mine.ID, values{models.FieldTicketSubject: "waits", models.FieldPriority: "urgent"})
		done := w.ticket(mine.ID, values{models.FieldTicketSubject: "done"})
		for id, to := range map[int64]models.TicketState{waits.ID: models.TicketWaiting, done.ID: models.TicketSolved} {
			if _, _, err := w.MoveTicket(w.ctx, by(alice), id, 0, to); err != nil {
				t.Fatal(err)
			}
		}
		limited := models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}
		for _, c := range []struct {
			actor models.Actor
			query models.TicketQuery
			want  string
		}{
			{as(alice), models.TicketQuery{}, "urgent, bob's, low, waits"},
			{limited, models.TicketQuery{}, "bob's, low, waits"},
			{as(alice), models.TicketQuery{Assignee: bob}, "bob's"},
			{as(alice), models.TicketQuery{Unassigned: true}, "urgent, low, waits"},
			{as(alice), models.TicketQuery{CustomerID: mine.ID}, "low, waits"},
			{as(alice), models.TicketQuery{LateAt: w.now.Add(time.Hour)}, "urgent"},
			{as(alice), models.TicketQuery{States: []models.TicketState{models.TicketSolved, models.TicketClosed}}, "done"},
			{as(alice), models.TicketQuery{States: []models.TicketState{models.TicketWaiting}}, "waits"},
		} {
			var got []string
			c.query.Limit = 2
			for {
				page, err := w.Tickets(w.ctx, c.actor, c.query)
				if err != nil {
					t.Fatal(err)
				}
				for _, found := range page.Tickets {
					got = append(got, found.Subject)
					if page.Customers[found.CustomerID].ID == 0 {
						t.Errorf("%s has no customer", found.Code)
					}
				}
				if c.query.After = page.Next; page.Next == "" {
					if page.Total != len(got) {
						t.Errorf("%d of %d tickets", len(got), page.Total)
					}
					break
				}
			}
			if said := strings.Join(got, ", "); said != c.want {
				t.Errorf("%+v: %s, want %s", c.query, said, c.want)
			}
		}
		if _, err := w.ArchiveCustomer(w.ctx, by(alice), mine.ID, true); err != nil {
			t.Fatal(err)
		}
		page, err := w.Tickets(w.ctx, as(alice), models.TicketQuery{})
		if err != nil || page.Total != 2 {
			t.Errorf("%d tickets with those of an archived customer, %v", page.Total, err)
		}
		if _, err := w.ArchiveCustomer(w.ctx, by(alice), mine.ID, false); err != nil {
			t.Fatal(err)
		}
		if page, err := w.Tickets(w.ctx, as(alice), models.TicketQuery{}); err != nil || page.Total != 4 {
			t.Errorf("%d tickets once it is restored, %v", page.Total, err)
		}
	})
}

// A contact that goes is no ticket's contact any more, and a tag that is renamed is renamed there too: as with deals.
func TestTicketsFollowContactsAndTags(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c, other := w.create("Northwind"), w.create("Southwind")
		_, person, err := w.AddContact(w.ctx, by(alice), c.ID, values{models.FieldContactName: "王经理"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if person.ID == 0 {
			_, person, err = w.AddContact(w.ctx, by(alice), c.ID, values{models.FieldContactName: "李经理"}, nil)
			if err != nil {
				t.Fatal(err)
			}
		}
		raised := w.ticket(c.ID, values{models.FieldTicketSubject: "x", models.FieldTicketContact: models.ContactKey(person.ID), models.FieldTags: "old"})
		if _, err := w.RenameTag(w.ctx, models.Operation{Actor: models.Actor{ID: "U0ROOT", Role: models.RoleAdmin}}, "old", "new", false, "en"); err != nil {
			t.Fatal(err)
		}
		now := func() models.Ticket {
			_, found, err := w.Ticket(w.ctx, as(alice), raised.ID)
			if err != nil {
				t.Fatal(err)
			}
			return found
		}
		if got := now(); got.Tags != "new" || got.ContactID != person.ID {
			t.Errorf("it is %+v", got)
		}
		w.now = w.now.Add(time.Minute)
		c, err = w.Customer(w.ctx, as(alice), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		in := models.MergeInput{Kept: other.ID, Other: c.ID, KeptVersion: other.Version, OtherVersion: c.Version}
		if _, _, err := w.MergeCustomers(w.ctx, leads(alice), in); err != nil {
			t.Fatal(err)
		}
		if got := now(); got.CustomerID != other.ID || got.ContactID != person.ID {
			t.Errorf("after the merge it is %+v", got)
		}
	})
}
