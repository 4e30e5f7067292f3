package followup

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		newYork := views.ReaderOf(p, viewstest.ZoneOf("America/New_York"))
		c := viewstest.Customer()
		overdue, todays := viewstest.Due(1, models.NewDate(2026, 11, 20), "送报价"), viewstest.Due(2, viewstest.Today, "")
		done := viewstest.Due(3, viewstest.Today, "call")
		done.State, done.Outcome = models.FollowUpDone, "they agreed"
		q := models.DueQuery{Range: models.DueWeek, Assignee: "U0ALICE", Today: viewstest.Today}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"digest":              digest(to, models.Digest{Today: viewstest.Today, Due: viewstest.DueDay(28, overdue, todays), Late: true}),
				"digest_cold":         digest(to, models.Digest{Today: viewstest.Today, Due: viewstest.DueDay(0, overdue, todays), Cold: models.ColdPage{Customers: viewstest.Cold(), Total: 9}}),
				"digest_cold_deals":   digest(to, models.Digest{Today: viewstest.Today, Cold: models.ColdPage{Customers: viewstest.Cold()[:1], Total: 1, Deals: viewstest.ColdDeals(), DealTotal: 7}}),
				"escalation_deals":    escalation(to, models.Escalation{Today: viewstest.Today, Cold: models.ColdPage{Deals: viewstest.ColdDeals(), DealTotal: 2}}),
				"digest_only_cold":    digest(to, models.Digest{Today: viewstest.Today, Cold: models.ColdPage{Customers: viewstest.Cold()[:1], Total: 1}}),
				"escalation_cold":     escalation(to, models.Escalation{Today: viewstest.Today, Cold: models.ColdPage{Customers: viewstest.Cold(), Total: 3}}),
				"escalation_both":     escalation(to, models.Escalation{Today: viewstest.Today, Items: []models.DueFollowUp{overdue}, Total: 1, Days: 3, Cold: models.ColdPage{Customers: viewstest.Cold(), Total: 3}}),
				"digest_tickets":      digest(to, models.Digest{Today: viewstest.Today, Due: viewstest.DueDay(0, overdue, todays), Tickets: dueTickets(7)}),
				"digest_only_tickets": digest(to, models.Digest{Today: viewstest.Today, Tickets: dueTickets(1)}),
				"summary_tickets":     summary(to, models.Summary{Today: viewstest.Today, Tickets: leftTickets()}),
				"summary_both":        summary(to, models.Summary{Today: viewstest.Today, Due: viewstest.DueDay(0, overdue, todays), Tickets: leftTickets()}),
				"digest_empty":        digest(to, models.Digest{Today: viewstest.Today}),
				"summary":             summary(to, models.Summary{Today: viewstest.Today, Due: viewstest.DueDay(0, overdue, todays)}),
				"summary_person":      summary(to, models.Summary{Today: viewstest.Today, Due: viewstest.DueDay(0, viewstest.OfConsumer(overdue), viewstest.OfConsumer(todays))}),
				"reminder":            reminder(to, models.Reminder{Item: todays}),
				"due":                 dueList(to, q, models.DuePage{FollowUps: []models.DueFollowUp{overdue}, Total: 11}, "due,week,U0ALICE", "due,week,U0ALICE next", true),
				"due_none":            dueList(to, q, models.DuePage{}, "due,week,U0ALICE", "", true),
				"closed":              followUpClosed(to, done, viewstest.ChineseCalendar(t), nil),
				"moved":               followUpClosed(to, viewstest.Due(5, models.NewDate(2026, 11, 29), ""), viewstest.ChineseCalendar(t), nil),
				"moved_noted":         followUpClosed(to, viewstest.Due(5, models.NewDate(2026, 11, 30), ""), viewstest.ChineseCalendar(t), nil, putToWorkday(p, models.NewDate(2026, 11, 28)), skipped(p, models.NewDue(models.Moment{Day: models.NewDate(2027, 3, 12), Time: "02:30"}, newYork.Location), models.NewDue(models.Moment{Day: models.NewDate(2027, 3, 14), Time: "02:30"}, newYork.Location))),
				"planned":             plannedMessage(to, c, viewstest.Due(4, models.NewDate(2026, 11, 28), "send *it*").FollowUp, viewstest.ChineseCalendar(t), nil),
				"planned_holiday":     plannedMessage(to, c, viewstest.Due(4, models.NewDate(2026, 10, 1), "").FollowUp, viewstest.ChineseCalendar(t), nil),
				"digest_abroad":       digest(newYork, models.Digest{Today: viewstest.Today, Due: viewstest.DueDay(0, viewstest.Abroad(1, viewstest.Today), viewstest.Abroad(2, viewstest.Today.AddDays(1)))}),
				"summary_abroad":      summary(newYork, models.Summary{Today: viewstest.Today, Due: viewstest.DueDay(0, viewstest.Abroad(1, viewstest.Today), viewstest.Abroad(2, viewstest.Today.AddDays(1)))}),
				"reminder_abroad":     reminder(newYork, models.Reminder{Item: viewstest.Abroad(1, viewstest.Today)}),
				"changed_abroad":      followUpChanged(newYork, viewstest.Abroad(1, viewstest.Today), viewstest.ChineseCalendar(t), viewstest.ZoneOf("Asia/Kolkata")),
				"planned_abroad":      plannedMessage(views.ReaderOf(p, viewstest.ZoneOf("Asia/Shanghai")), c, viewstest.Abroad(1, viewstest.Today).FollowUp, viewstest.ChineseCalendar(t), viewstest.ZoneOf("America/New_York")),
				"changed":             followUpChanged(to, viewstest.Due(5, models.NewDate(2026, 11, 29), ""), viewstest.ChineseCalendar(t), nil),
				"escalation":          escalation(to, models.Escalation{Today: viewstest.Today, Items: []models.DueFollowUp{overdue}, Total: 30, Days: 3}),
			},
			Modals: map[string]surface.Modal{
				"follow":             planFollowUp(p, nil, models.FollowUpInput{Assignee: "U0ALICE"}),
				"done":               followUpDone(to, viewstest.Due(1, viewstest.Today, "x"), viewstest.Today, []proposal{{Choice: nextWeek, Day: viewstest.Today.AddDays(7)}}),
				"edit_follow_abroad": editFollowUp(newYork, viewstest.Abroad(1, viewstest.Today), viewstest.Today),
				"edit_follow":        editFollowUp(to, viewstest.Due(1, viewstest.Today, "x"), viewstest.Today),
				"snooze":             snoozeFollowUp(to, viewstest.Due(1, viewstest.Today, "x"), viewstest.Today, viewstest.Today.AddDays(1)),
			},
		}
	}, os.DirFS("."))
}

// dueTickets are a person's tickets of the day, one of which is shown.
func dueTickets(total int) models.TicketsDue {
	page := models.TicketPage{Tickets: viewstest.Tickets()[:1], Customers: map[int64]models.Customer{7: viewstest.Customer()}, Total: total}
	return models.TicketsDue{TicketPage: page, Late: total/2 + 1, Now: viewstest.Now}
}

// leftTickets are tickets that somebody has to look after; one is late and nobody's.
func leftTickets() models.TicketsLeft {
	tickets := viewstest.Tickets()
	tickets[0].Assignee = ""
	of := map[int64]models.Customer{7: viewstest.Consumer()}
	return models.TicketsLeft{
		Late: models.TicketPage{Tickets: tickets[:1], Customers: of, Total: 3}, Unassigned: models.TicketPage{Tickets: tickets[:2], Customers: of, Total: 2}, Undecided: 3, Now: viewstest.Now,
	}
}
