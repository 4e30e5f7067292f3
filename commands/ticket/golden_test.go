package ticket

import (
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to, c, tickets := viewstest.UTC(p), viewstest.Customer(), viewstest.Tickets()
		people := commands.PeopleOf(append([]models.Contact{c.Primary()}, viewstest.Contacts()...), true)
		own := viewstest.CustomFields(7)
		of := func(i int, times models.TicketTimes, may bool) card {
			return card{
				customer: c, ticket: tickets[i], contact: people.Name(p, tickets[i].ContactID), times: times, now: viewstest.Now, reader: "U0BOB", mayServe: may, mayUndo: may,
			}
		}
		missed := models.TicketTimes{
			Response: models.ServiceTime{Target: time.Hour, Used: 25 * time.Minute, Ended: true},
			Solve:    models.ServiceTime{Target: 4 * time.Hour, Used: 5 * time.Hour, Due: viewstest.Now.Add(-time.Hour)},
		}
		runs := models.TicketTimes{
			Response: models.ServiceTime{Target: time.Hour, Used: 25 * time.Minute},
			Solve:    models.ServiceTime{Target: 4 * time.Hour, Used: 2 * time.Hour, Due: viewstest.Now.Add(2 * time.Hour)},
		}
		done := models.TicketTimes{
			Response: models.ServiceTime{Target: time.Hour, Used: 2 * time.Hour, Ended: true},
			Solve:    models.ServiceTime{Target: 4 * time.Hour, Used: 245 * time.Minute, Ended: true},
		}
		first := of(0, missed, true)
		first.ticket.Custom, first.custom = map[models.Field]string{own[0].Key(): "HT-<!here> 1"}, own
		list := page{customer: c, tickets: tickets, total: 4, rows: 4, now: viewstest.Now, mayServe: true}
		queue := queued{
			looking: looking{commands.TicketsAsked{Part: commands.TicketsUndone}}, now: viewstest.Now, reader: "U0BOB", mayServe: true,
			page: models.TicketPage{Tickets: tickets, Customers: map[int64]models.Customer{7: c}, Total: 4, Next: "next"},
		}
		told := func(i int, target models.TargetKind, over bool) models.AlertTold {
			due := viewstest.Now.Add(30 * time.Minute)
			if over {
				due = viewstest.Now.Add(-time.Hour)
			}
			return models.AlertTold{Ticket: tickets[i], Customer: c, Target: target, Time: models.ServiceTime{Target: 4 * time.Hour, Used: 3 * time.Hour, Due: due}, Over: over}
		}
		many := models.AlertsTold{Late: true, Items: []models.AlertTold{told(0, models.TargetSolve, true), told(3, models.TargetResponse, false)}}
		for len(many.Items) < maxAlerts+2 {
			many.Items = append(many.Items, told(1, models.TargetSolve, false))
		}
		none := queued{looking: looking{commands.TicketsAsked{Part: commands.TicketsUndone, Late: true, Assignee: "U0BOB", Customer: c}}, now: viewstest.Now, reader: "U0BOB"}
		waits := models.Intake{ID: 1, Channel: "C0HELP", TS: "1.2", Author: "U0ELSE", Subject: "<!here> it *smokes*", SaidAt: viewstest.Now, Undecided: true}
		aside := models.Intake{ID: 1, Channel: "C0HELP", TS: "1.2", SetAsideBy: "U0BOB"}
		undecided := none
		undecided.looking, undecided.mayServe = looking{commands.TicketsAsked{Part: commands.TicketsOpen, Unassigned: true}}, true
		undecided.intakes, undecided.undecided = []models.Intake{waits, {Channel: "C0HELP", TS: "1.3", SaidAt: viewstest.Now}}, 7
		conversation := []models.TicketMessage{
			{Author: "U0ELSE", Side: models.SideRequester, Text: "It *smokes*.\n<!channel>", SaidAt: viewstest.Now, Files: []models.SaidFile{{Name: "<!here>.png"}}},
			{Author: "U0BOB", Side: models.SideTeam, Text: "We look at it.", SaidAt: viewstest.Now, Edited: true},
			{Side: models.SideOther, SaidAt: viewstest.Now, Deleted: true},
		}
		conflict := &models.ConflictError{Entity: models.EntityTicket, Current: &tickets[0], Code: "T001", Version: 3, Fields: []models.FieldConflict{
			{Field: models.FieldPriority, Mine: "low", Theirs: "urgent", By: "U0BOB", At: viewstest.Now},
		}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"card": ticketCard(to, first), "card_waiting": ticketCard(to, of(1, runs, true)), "card_solved": ticketCard(to, of(2, done, true)), "card_bare": ticketCard(to, of(3, models.TicketTimes{}, false)),
				"list": ticketList(to, list), "list_page": ticketList(to, page{customer: c, tickets: tickets, total: 4, before: 1, rows: 1, now: viewstest.Now}),
				"list_none": ticketList(to, page{customer: c, mayServe: true}),
				"answer":    answer(p, models.TicketTold{Ticket: tickets[0]}), "answer_first": answer(p, models.TicketTold{Ticket: tickets[1], Subject: tickets[0].Subject}), "answer_outside": answer(p, models.TicketTold{Ticket: tickets[0], Outside: true}), "answer_gone": answer(p, models.TicketTold{Ticket: models.Ticket{Code: "T001"}, Gone: true}), "intake": intake(p, models.IntakeTold{Intake: waits}), "intake_ticket": intake(p, models.IntakeTold{Intake: waits, Ticket: "T001"}), "intake_aside": intake(p, models.IntakeTold{Intake: aside}), "offer": offer(p, source{"C0HELP", "1.2", "1.2"}, nil),
				"offer_refused": offer(p, source{"C0HELP", "1.2", "1.2"}, models.Errors{models.Invalid(models.FieldTicketSubject, "error.required", "Field", models.FieldTicketSubject)}),
				"said":          said(to, c, tickets[0], conversation, 25), "said_nothing": said(to, c, tickets[1], nil, 0),
				"assigned": assigned(to, models.AssignedTold{Ticket: tickets[0], Customer: c}), "assigned_no_target": assigned(to, models.AssignedTold{Ticket: tickets[1], Customer: c}),
				"asked": howWasIt(p, tickets[2]), "asked_why": whatMattered(p, tickets[2]), "asked_thanks": thanks(p, tickets[2]),
				"alert_soon": alerts(to, models.AlertsTold{Items: many.Items[1:2]}), "alert_over": alerts(to, models.AlertsTold{Items: many.Items[:1], Late: true}), "alerts": alerts(to, many),
				"queue": ticketQueue(to, queue), "queue_none": ticketQueue(to, none), "queue_undecided": ticketQueue(to, undecided),
			},
			Modals: map[string]surface.Modal{
				"new":         newForm(p, c, asked{people, models.Rules{}, nil}, map[models.Field]string{models.FieldTicketSubject: "It smokes", models.FieldPriority: "high"}),
				"raise":       raiseForm(p, &c, asked{commands.People{}, models.Rules{}, own}, map[models.Field]string{models.FieldTicketSubject: "It smokes", models.FieldPriority: "normal"}),
				"raise_whose": raiseForm(p, nil, asked{commands.People{}, models.Rules{}, nil}, map[models.Field]string{models.FieldPriority: "normal"}),
				"edit":        editForm(p, c, tickets[0], asked{commands.People{}, models.Rules{}, own}),
				"conflict":    views.ReconcileForm(to, editForm(p, c, tickets[0], asked{people, models.Rules{}, nil}), conflict, nil),
			},
		}
	}, os.DirFS("."))
}

// A ticket that is solved without an answer says nothing of the first one, which will never come.
func TestNoAnswerIsNoTime(t *testing.T) {
	p := viewstest.Catalogues(t, os.DirFS(".")).For(i18n.English)
	waits := models.ServiceTime{Target: time.Hour, Used: 30 * time.Minute}
	for state, shown := range map[models.TicketState]bool{models.TicketOpen: true, models.TicketWaiting: true, models.TicketSolved: false, models.TicketClosed: false} {
		if got := timeRow(p, state, waits, viewstest.Now); (got != "") != shown {
			t.Errorf("of a ticket that is %s it says %q", state, got)
		}
	}
}
