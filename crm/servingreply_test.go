package crm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// asked is a ticket that somebody has asked for in a channel, with its conversation.
func (w *world) asked(customer int64, requester, ts string) models.Ticket {
	w.t.Helper()
	said := models.Said{Key: "heard:C0HELP:" + ts, Channel: "C0HELP", TS: ts, User: requester, External: true, Text: "It smokes", Change: models.SaidNew, At: models.TimeOfTS(ts)}
	t, err := w.TakeIn(w.ctx, said, nil, customer)
	if err != nil {
		w.t.Fatal(err)
	}
	w.now = w.now.Add(time.Minute)
	return t
}

func doing(user string, role models.Role) models.Operation {
	return models.Operation{Actor: models.Actor{ID: user, Role: role}, Source: "test"}
}

// An answer is the team's from the moment at which it is decided: it ends the time until the first one, stands in the ticket's record, and is told
// once; what was erased meanwhile isn't.
func TestReplyTicket(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		raised := w.asked(c.ID, "U0PETRA", "1790000000.000100")
		silent := w.ticket(c.ID, values{models.FieldTicketSubject: "by telephone"})
		for _, refused := range []struct {
			op   models.Operation
			id   int64
			in   models.ReplyInput
			want string
		}{
			{doing("U0VERA", models.RoleViewer), raised.ID, models.ReplyInput{Text: "x"}, "error.not_permitted"},
			{by(alice), raised.ID, models.ReplyInput{Text: " \n"}, "error.required"},
			{by(alice), raised.ID, models.ReplyInput{Text: "这是福利"}, "error.sensitive_word"},
			{by(alice), raised.ID, models.ReplyInput{Text: strings.Repeat("x", models.MaxReplyText+1)}, "error.too_long"},
			{by(alice), raised.ID, models.ReplyInput{Text: "x", State: "shelved"}, "error.unknown_ticket_state"},
			{by(alice), silent.ID, models.ReplyInput{Text: "x"}, "error.reply_no_thread"},
			{by(alice), 99, models.ReplyInput{Text: "x"}, "error.ticket_gone"},
		} {
			if _, _, err := w.ReplyTicket(w.ctx, refused.op, refused.id, refused.in); !isKey(err, refused.want) {
				t.Errorf("%+v is refused as %v, want %s", refused.in, err, refused.want)
			}
		}
		begin := w.now.Truncate(time.Microsecond)
		reply := by(alice)
		reply.Key = "press"
		_, answered, err := w.ReplyTicket(w.ctx, reply, raised.ID, models.ReplyInput{Text: " We look at it. ", State: models.TicketWaiting})
		if err != nil || answered.RespondedAt == nil || !answered.RespondedAt.Equal(begin) || answered.RespondedBy != alice || answered.State != models.TicketWaiting {
			t.Fatalf("it is %+v, %v", answered, err)
		}
		if _, _, err := w.ReplyTicket(w.ctx, reply, raised.ID, models.ReplyInput{Text: "We look at it."}); err == nil {
			t.Error("it is answered twice by one press")
		}
		w.now = w.now.Add(time.Hour)
		if _, again, err := w.ReplyTicket(w.ctx, doing("U0BOB", models.RoleSupport), raised.ID, models.ReplyInput{Text: "And again."}); err != nil || !again.RespondedAt.Equal(begin) || again.State != models.TicketWaiting {
			t.Errorf("the second answer is the first: %+v, %v", again, err)
		}
		_, _, list, _, err := w.Conversation(w.ctx, as(alice), raised.ID, 10)
		if err != nil || len(list) != 3 || list[1].Text != "We look at it." || list[1].Side != models.SideTeam || list[2].Author != "U0BOB" {
			t.Fatalf("in its record stands %+v, %v", list, err)
		}
		message := models.TicketReply(answered, list[1].ID)
		row, err := w.store.OutboxByKeys(w.ctx, message.DedupeKey)
		if err != nil || len(row) != 1 || row[0].Recipient != "C0HELP" || row[0].Kind != models.ToldReply {
			t.Errorf("it is told by %+v, %v", row, err)
		}
		if told, say, err := w.ReplyTold(w.ctx, list[1].ID); err != nil || !say || told.Text != "We look at it." {
			t.Errorf("it tells %+v, %v, %v", told, say, err)
		}
		if err := w.CheckReply(as(alice), silent); !isKey(err, "error.reply_no_thread") {
			t.Errorf("one without a conversation may be answered: %v", err)
		}
		if _, _, err := w.EraseSubject(w.ctx, doing("U0ADMIN", models.RoleAdmin), c.ID, models.ErasureInput{Code: c.Code, Reason: "asked"}); err != nil {
			t.Fatal(err)
		}
		if _, say, err := w.ReplyTold(w.ctx, list[1].ID); err != nil || say {
			t.Errorf("what was erased is told: %v, %v", say, err)
		}
		if _, _, err := w.ReplyTicket(w.ctx, by(alice), raised.ID, models.ReplyInput{Text: "x"}); err == nil {
			t.Error("a ticket of who was erased is answered")
		}
	})
}

// What was said to who has asked isn't taken back with what was done besides: whoever answered first stays the one who did.
func TestUndoTakesNoAnswerBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		begin := w.now.Truncate(time.Second)
		ts := func(after time.Duration) string { return fmt.Sprintf("%d.000100", begin.Add(after).Unix()) }
		says := func(user, thread string, after time.Duration) {
			t.Helper()
			at := ts(after)
			said := models.Said{Key: "heard:C0HELP:" + at, Channel: "C0HELP", TS: at, Thread: thread, User: user, Text: "I look at it", Change: models.SaidNew, At: models.TimeOfTS(at)}
			if _, ours, err := w.HearTicket(w.ctx, said); err != nil || !ours {
				t.Fatalf("it is heard: %v, %v", ours, err)
			}
		}
		answered := func(id int64, by string, after time.Duration, state models.TicketState) {
			t.Helper()
			_, is, err := w.Ticket(w.ctx, as(alice), id)
			if err != nil || is.RespondedAt == nil || is.RespondedBy != by || is.RespondedAt.Unix() != begin.Add(after).Unix() || is.State != state {
				t.Fatalf("it is %+v, %v; want it answered by %s at %v, and %s", is, err, by, begin.Add(after), state)
			}
		}
		undo := func(want ...models.Field) {
			t.Helper()
			last, err := w.LastChange(w.ctx, as(alice))
			if err != nil {
				t.Fatal(err)
			}
			var fields []models.Field
			for _, entry := range last.Entries {
				fields = append(fields, models.Field(entry.Field))
			}
			if diff := cmp.Diff(want, fields); diff != "" {
				t.Fatalf("what is taken back (-want +got):\n%s", diff)
			}
			if _, err := w.Undo(w.ctx, by(alice), last.Operation); err != nil {
				t.Fatal(err)
			}
		}
		w.now = begin.Add(10 * time.Minute)
		one := w.asked(c.ID, "U0PETRA", ts(0))
		w.now = begin.Add(20 * time.Minute)
		if _, _, err := w.ReplyTicket(w.ctx, by(alice), one.ID, models.ReplyInput{Text: "We look at it.", State: models.TicketWaiting}); err != nil {
			t.Fatal(err)
		}
		answered(one.ID, alice, 20*time.Minute, models.TicketWaiting)
		w.now = begin.Add(21 * time.Minute)
		undo(models.FieldTicketState)
		answered(one.ID, alice, 20*time.Minute, models.TicketOpen)
		says("U0BOB", one.Thread, 15*time.Minute) // before it, and heard behind it
		answered(one.ID, "U0BOB", 15*time.Minute, models.TicketOpen)
		if last, err := w.LastChange(w.ctx, as("U0BOB")); !isKey(err, "error.undo_nothing") {
			t.Errorf("what was said is taken back: %+v, %v", last, err)
		}

		two := w.asked(c.ID, "U0PETRA", ts(30*time.Minute))
		w.now = begin.Add(40 * time.Minute)
		if _, _, err := w.MoveTicket(w.ctx, by(alice), two.ID, 0, models.TicketSolved); err != nil {
			t.Fatal(err)
		}
		answered(two.ID, alice, 40*time.Minute, models.TicketSolved)
		says("U0BOB", two.Thread, 45*time.Minute)
		answered(two.ID, alice, 40*time.Minute, models.TicketSolved)
		w.now = begin.Add(50 * time.Minute)
		undo(models.FieldTicketState, models.FieldRespondedAt)
		answered(two.ID, "U0BOB", 45*time.Minute, models.TicketOpen)
	})
}

// Canned replies have names of their own, as many as a menu takes; two people who change one at once don't undo each other.
func TestCannedRepliesAreKept(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		support := doing("U0BOB", models.RoleSupport)
		save := func(id int64, version int, name, text string) (models.CannedReply, error) {
			return w.SaveCannedReply(w.ctx, support, id, version, models.CannedInput{Name: name, Text: text})
		}
		paper, err := save(0, 0, " Paper ", "Check the paper.")
		if err != nil || paper.Name != "Paper" || paper.Version != 1 {
			t.Fatalf("%+v, %v", paper, err)
		}
		if _, err := save(0, 0, "ＰＡＰＥＲ", "x"); !isKey(err, "error.reply_name_taken") {
			t.Errorf("two have one name: %v", err)
		}
		if _, err := save(0, 0, "", "x"); !isKey(err, "error.required") {
			t.Errorf("one has no name: %v", err)
		}
		edited, err := save(paper.ID, 1, "Paper", "Check the paper, please.")
		if err != nil || edited.Version != 2 {
			t.Fatalf("%+v, %v", edited, err)
		}
		if _, err := save(paper.ID, 1, "Plug", "x"); !isKey(err, "error.reply_changed") {
			t.Errorf("an old form changes it: %v", err)
		}
		for i := 1; i < models.MaxCannedReplies; i++ {
			if _, err := save(0, 0, fmt.Sprint("Reply ", i), "x"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := save(0, 0, "One more", "x"); !isKey(err, "error.too_many_replies") {
			t.Errorf("there are more than a menu takes: %v", err)
		}
		if list, err := w.CannedReplies(w.ctx, support.Actor); err != nil || len(list) != models.MaxCannedReplies || list[0].Name != "Paper" {
			t.Errorf("%d, %v", len(list), err)
		}
		if gone, err := w.DeleteCannedReply(w.ctx, support, paper.ID); err != nil || gone.Text != edited.Text {
			t.Errorf("%+v, %v", gone, err)
		}
		if _, err := w.CannedReply(w.ctx, support.Actor, paper.ID); !isKey(err, "error.reply_gone") {
			t.Errorf("it is there: %v", err)
		}
		if _, err := save(paper.ID, 2, "Paper", "x"); !isKey(err, "error.reply_gone") {
			t.Errorf("one that is gone is changed: %v", err)
		}
	})
}

// Who may do what with tickets, answers and campaigns: as the table of permissions has it, which /crm help roles shows.
func TestWhoServesAndWhoPromotes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		c := w.create("Northwind")
		raised := w.asked(c.ID, "U0PETRA", "1790000000.000100")
		admin := doing("U0ADMIN", models.RoleAdmin)
		kept, err := w.SaveCannedReply(w.ctx, admin, 0, 0, models.CannedInput{Name: "Kept", Text: "x"})
		if err != nil {
			t.Fatal(err)
		}
		m, err := w.CreateCampaign(w.ctx, admin, values{models.FieldCampaignName: "Fair"})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		actions := []struct {
			name  string
			needs models.Permission
			may   string // the roles, in their order
			do    func(op models.Operation) error
		}{
			{"see the queue", models.MayView, "admin manager sales support marketing viewer", func(op models.Operation) error {
				_, err := w.Tickets(w.ctx, op.Actor, models.TicketQuery{})
				return err
			}},
			{"raise", models.MayServe, "admin manager sales support marketing", func(op models.Operation) error {
				_, _, err := w.RaiseTicket(w.ctx, op, c.ID, models.TicketInput{Values: values{models.FieldTicketSubject: "x"}})
				return err
			}},
			{"move", models.MayServe, "admin manager sales support marketing", func(op models.Operation) error {
				n++
				_, _, err := w.MoveTicket(w.ctx, op, raised.ID, 0, []models.TicketState{models.TicketOpen, models.TicketWaiting}[n%2])
				return err
			}},
			{"answer", models.MayServe, "admin manager sales support marketing", func(op models.Operation) error {
				_, _, err := w.ReplyTicket(w.ctx, op, raised.ID, models.ReplyInput{Text: "x"})
				return err
			}},
			{"read canned replies", models.MayServe, "admin manager sales support marketing", func(op models.Operation) error {
				_, err := w.CannedReplies(w.ctx, op.Actor)
				return err
			}},
			{"write a canned reply", models.MayManageReplies, "admin manager support", func(op models.Operation) error {
				n++
				_, err := w.SaveCannedReply(w.ctx, op, 0, 0, models.CannedInput{Name: fmt.Sprint("Reply ", n), Text: "x"})
				return err
			}},
			{"delete a canned reply", models.MayManageReplies, "admin manager support", func(op models.Operation) error {
				_, err := w.DeleteCannedReply(w.ctx, op, kept.ID)
				if isKey(err, "error.reply_gone") { // somebody who may was here before
					return nil
				}
				return err
			}},
			{"make a campaign", models.MayManageCampaigns, "admin manager marketing", func(op models.Operation) error {
				n++
				_, err := w.CreateCampaign(w.ctx, op, values{models.FieldCampaignName: fmt.Sprint("Campaign ", n)})
				return err
			}},
			{"change a campaign", models.MayManageCampaigns, "admin manager marketing", func(op models.Operation) error {
				n++
				_, err := w.UpdateCampaign(w.ctx, op, m.ID, models.EditBase{}, values{models.FieldCost: fmt.Sprint(n, " CNY")}, "")
				return err
			}},
			{"address a customer", models.MayEdit, "admin manager sales support marketing", func(op models.Operation) error {
				n++
				_, _, err := w.AddMember(w.ctx, op, m.ID, c.ID, "", models.MemberStates()[n%2])
				return err
			}},
		}
		for _, action := range actions {
			var may, granted []string
			for _, role := range models.Roles() {
				w.now = w.now.Add(time.Minute)
				err := action.do(doing("U0"+strings.ToUpper(string(role)), role))
				switch {
				case err == nil:
					may = append(may, string(role))
				case !isKey(err, "error.not_permitted"):
					t.Errorf("%s by %s: %v", action.name, role, err)
				}
			}
			for _, grant := range models.Grants() { // what help shows
				for _, role := range grant.Roles {
					if grant.Permission == action.needs {
						granted = append(granted, string(role))
					}
				}
			}
			if diff := cmp.Diff(strings.Fields(action.may), may); diff != "" {
				t.Errorf("%s (-want +may):\n%s", action.name, diff)
			}
			if diff := cmp.Diff(granted, may); diff != "" {
				t.Errorf("%s (-help +may):\n%s", action.name, diff)
			}
		}
	})
}
