package views_test

import (
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// ownConflict is a conflict in each of the first seven of the team's own fields.
func ownConflict(mine models.Customer) *models.ConflictError {
	conflict := &models.ConflictError{Current: viewstest.Customer()}
	for _, f := range viewstest.OwnFields(7) {
		conflict.Fields = append(conflict.Fields, models.FieldConflict{Field: f.Key(), Mine: mine.Get(f.Key()), By: "U0BOB", At: viewstest.Now})
	}
	return conflict
}

// ownHistory is what happened to each of the team's own fields.
func ownHistory() models.HistoryPage {
	var page models.HistoryPage
	fields := viewstest.OwnFields(7)
	c := viewstest.Valued(fields)
	for i, f := range fields {
		page.Entries = append(page.Entries, models.HistoryEntry{Custom: &fields[i], AuditEntry: models.AuditEntry{
			ID: int64(10 - i), At: viewstest.Now, Actor: "U0BOB", Entity: "customer", EntityID: 7, Action: "update", Field: string(f.Key()), NewValue: c.Get(f.Key()), Source: "/crm edit", Operation: "a",
		}})
	}
	return page
}

// erasedHistory is everything that a line of history can tell, without values, and that the data was erased.
func erasedHistory() models.HistoryPage {
	page := viewstest.History()
	for i := range page.Entries {
		e := &page.Entries[i]
		e.OldValue, e.NewValue, e.Subject = "", "", ""
	}
	entry := models.AuditEntry{ID: 20, At: viewstest.Now, Actor: models.SystemID, Entity: "customer", EntityID: 7, Action: models.ActionErase, NewValue: "asked <!here>", Source: "retention", Operation: "c"}
	export := entry
	export.Action, export.Actor, export.NewValue, export.Source, export.Operation = models.ActionExport, "U0BOB", "", "/crm privacy", "d"
	page.Entries = append([]models.HistoryEntry{{AuditEntry: entry}, {AuditEntry: export}}, page.Entries...)
	return page
}

func messages(t testing.TB, p *i18n.Printer) map[string]surface.Message {
	to, newYork := viewstest.UTC(p), views.ReaderOf(p, viewstest.ZoneOf("America/New_York"))
	c := viewstest.Customer()
	masked := viewstest.Card()
	masked.Masked, masked.MayReveal = true, true
	overdue, todays := viewstest.Due(1, models.NewDate(2026, 11, 20), "送报价"), viewstest.Due(2, viewstest.Today, "")
	done := viewstest.Due(3, viewstest.Today, "call")
	done.State, done.Outcome = models.FollowUpDone, "they agreed"
	q := models.DueQuery{Range: models.DueWeek, Assignee: "U0ALICE", Today: viewstest.Today}
	return map[string]surface.Message{
		"card":            views.Card(to, viewstest.Card()),
		"card_masked":     views.Card(to, masked),
		"shared":          views.SharedCard(to, c, "U0BOB"),
		"shared_person":   views.SharedCard(to, viewstest.Person(), "U0BOB"),
		"digest":          views.Digest(to, models.Digest{Today: viewstest.Today, Due: viewstest.DueDay(28, overdue, todays), Late: true}),
		"digest_empty":    views.Digest(to, models.Digest{Today: viewstest.Today}),
		"summary":         views.Summary(to, models.Summary{Today: viewstest.Today, Due: viewstest.DueDay(0, overdue, todays)}),
		"summary_person":  views.Summary(to, models.Summary{Today: viewstest.Today, Due: viewstest.DueDay(0, viewstest.OfConsumer(overdue), viewstest.OfConsumer(todays))}),
		"reminder":        views.Reminder(to, models.Reminder{Item: todays}),
		"candidates":      views.Candidates(to, "科技", []models.Customer{c}, func(int) string { return "show " + c.Code }),
		"due":             views.DueList(to, q, models.DuePage{FollowUps: []models.DueFollowUp{overdue}, Total: 11}, "due,week,U0ALICE", "due,week,U0ALICE next"),
		"due_none":        views.DueList(to, q, models.DuePage{}, "due,week,U0ALICE", ""),
		"closed":          views.FollowUpClosed(to, done, viewstest.ChineseCalendar(t), nil),
		"moved":           views.FollowUpClosed(to, viewstest.Due(5, models.NewDate(2026, 11, 29), ""), viewstest.ChineseCalendar(t), nil),
		"planned":         views.Planned(to, c, viewstest.Due(4, models.NewDate(2026, 11, 28), "send *it*").FollowUp, viewstest.ChineseCalendar(t), nil),
		"planned_holiday": views.Planned(to, c, viewstest.Due(4, models.NewDate(2026, 10, 1), "").FollowUp, viewstest.ChineseCalendar(t), nil),
		"refusal":         views.RefusalWithForm(p, models.Errors{models.Invalid(models.FieldName, "error.too_long", "Field", models.FieldName, "Max", 100, "Got", 101)}, "new x", "/crm new x"),
		"suggestion":      views.Suggestion(p, models.NotFound("error.unknown_command_near", "Word", "fnd"), []string{"find x"}),
		"history":         views.History(to, c, viewstest.History(), "C007 next"),
		"history_none":    views.History(to, c, models.HistoryPage{}, ""),
		"duplicates":      views.Duplicates(p, viewstest.Duplicates(), "7,8 new x !", "new x"),
		"duplicates_long": views.Duplicates(p, viewstest.Duplicates()[:1], "", "new x"),
		"ask_undo":        views.AskUndo(to, models.Undo{Operation: "a", At: viewstest.Now, Source: "/crm edit", Customer: c, Entries: viewstest.Operation()[1:3]}),
		"undone":          views.Undone(to, models.Undo{Operation: "a", At: viewstest.Now, Source: "/crm edit", Customer: c, Entries: viewstest.Operation()[1:3]}),
		"card_abroad":     views.Card(newYork, models.Card{Customer: viewstest.AbroadCustomer(), FollowUps: []models.FollowUp{viewstest.Abroad(1, models.NewDate(2026, 12, 1)).FollowUp}}),
		"shared_abroad":   views.SharedCard(newYork, viewstest.AbroadCustomer(), "U0BOB"),
		"digest_abroad":   views.Digest(newYork, models.Digest{Today: viewstest.Today, Due: viewstest.DueDay(0, viewstest.Abroad(1, viewstest.Today), viewstest.Abroad(2, viewstest.Today.AddDays(1)))}),
		"summary_abroad":  views.Summary(newYork, models.Summary{Today: viewstest.Today, Due: viewstest.DueDay(0, viewstest.Abroad(1, viewstest.Today), viewstest.Abroad(2, viewstest.Today.AddDays(1)))}),
		"reminder_abroad": views.Reminder(newYork, models.Reminder{Item: viewstest.Abroad(1, viewstest.Today)}),
		"changed_abroad":  views.FollowUpChanged(newYork, viewstest.Abroad(1, viewstest.Today), viewstest.ChineseCalendar(t), viewstest.ZoneOf("Asia/Kolkata")),
		"planned_abroad":  views.Planned(views.ReaderOf(p, viewstest.ZoneOf("Asia/Shanghai")), c, viewstest.Abroad(1, viewstest.Today).FollowUp, viewstest.ChineseCalendar(t), viewstest.ZoneOf("America/New_York")),
		"history_abroad": views.History(newYork, c, models.HistoryPage{Entries: []models.HistoryEntry{{AuditEntry: models.AuditEntry{
			At: viewstest.Now, Actor: "U0BOB", Entity: "followup", Action: "update", Field: "due_time", OldValue: "09:00 Asia/Shanghai", NewValue: "20:00 America/New_York", Source: "/crm edit",
		}}}}, ""),
		"which_day":      views.WhichDay(p, "3点 `x`", []views.Reading{{Moment: models.Moment{Day: viewstest.Today, Time: "15:00"}, Command: "follow C007 2026-11-24 15:00"}, {Moment: models.Moment{Day: viewstest.Today.AddDays(1), Time: "03:00"}, Command: "follow C007 2026-11-25 03:00"}}),
		"changed":        views.FollowUpChanged(to, viewstest.Due(5, models.NewDate(2026, 11, 29), ""), viewstest.ChineseCalendar(t), nil),
		"escalation":     views.Escalation(to, models.Escalation{Today: viewstest.Today, Items: []models.DueFollowUp{overdue}, Total: 30, Days: 3}),
		"warned":         views.WithWarning(p, models.FieldNotes, "发票", views.Notice("saved")),
		"card_own":       views.Card(to, viewstest.OwnCard(30)),
		"history_own":    views.History(to, c, ownHistory(), ""),
		"erased_card":    views.ErasedCard(p, viewstest.Erased(), models.SubjectCounts{Interactions: 1, FollowUps: 2, Changes: 1, Audit: 12}),
		"erased_history": views.History(to, viewstest.Erased(), erasedHistory(), ""),
		"erased_refusal": views.Refusal(p, models.Errors{models.Gone("error.erased", "Code", "C007", "Date", viewstest.Today)}),
		"refusal_option": views.Refusal(p, models.Errors{viewstest.OwnFields(4)[3].UnknownOption("Paris <!here>")}),
		"failure":        views.Failure(p, "ABCD2345"),
		"open_form":      views.OpenForm(p, "new x"),
	}
}

// modals are every form there is, by name.
func modals(p *i18n.Printer) map[string]surface.Modal {
	to, newYork := viewstest.UTC(p), views.ReaderOf(p, viewstest.ZoneOf("America/New_York"))
	c := viewstest.Customer()
	mine := c
	_ = mine.Set(models.FieldPhone, "123-456-7890")
	own, pages := viewstest.Valued(viewstest.OwnFields(30)), views.FieldPages(viewstest.OwnFields(30))
	conflict := &models.ConflictError{Current: c, Fields: []models.FieldConflict{
		{Field: models.FieldPhone, Mine: "123-456-7890", Theirs: c.Phone.Plain(), By: "U0BOB", At: c.UpdatedAt}, {Field: models.FieldNotes, Mine: "<!channel>", Theirs: c.Notes},
	}}
	return map[string]surface.Modal{
		"edit_own":           views.EditCustomer(to, viewstest.Valued(viewstest.OwnFields(7)), viewstest.Industries, false, viewstest.OwnFields(7)...),
		"fields_page":        views.FieldsPage(p, own, pages[0], 1, len(pages), false),
		"fields_last":        views.FieldsPage(p, own, pages[len(pages)-1], len(pages), len(pages), true),
		"reconcile_own":      views.Reconcile(to, views.EditCustomer(to, own, viewstest.Industries, false, viewstest.OwnFields(7)...), ownConflict(own), map[models.Field]string{"custom.2": views.KeepMine}, viewstest.OwnFields(7)...),
		"reconcile_fields":   views.Reconcile(to, views.FieldsPage(p, own, pages[0], 1, len(pages), false), ownConflict(own), nil, pages[0]...),
		"new_duplicate":      views.WithDuplicates(p, views.NewCustomer(to, c, viewstest.Industries), viewstest.Duplicates()),
		"edit_duplicate":     views.WithDuplicates(p, views.EditCustomer(to, c, viewstest.Industries, false), viewstest.Duplicates()[:1]),
		"new":                views.NewCustomer(to, models.Customer{Status: models.StatusPotential, Owner: "U0ALICE"}, viewstest.Industries),
		"edit":               views.EditCustomer(to, c, viewstest.Industries, false),
		"edit_masked":        views.EditCustomer(to, c.Masked(), viewstest.Industries, true),
		"reveal":             views.Revealed(p, c),
		"reconcile":          views.Reconcile(to, views.EditCustomer(to, mine, viewstest.Industries, false), conflict, nil),
		"follow":             views.PlanFollowUp(p, nil, models.FollowUpInput{Assignee: "U0ALICE"}),
		"done":               views.FollowUpDone(to, viewstest.Due(1, viewstest.Today, "x"), viewstest.Today, []views.Proposal{{Choice: views.NextWeek, Day: viewstest.Today.AddDays(7)}}),
		"edit_follow_abroad": views.EditFollowUp(newYork, viewstest.Abroad(1, viewstest.Today), viewstest.Today),
		"edit_abroad":        views.EditCustomer(newYork, viewstest.AbroadCustomer(), viewstest.Industries, false),
		"edit_follow":        views.EditFollowUp(to, viewstest.Due(1, viewstest.Today, "x"), viewstest.Today),
		"snooze":             views.SnoozeFollowUp(to, viewstest.Due(1, viewstest.Today, "x"), viewstest.Today),
		"pick":               views.PickCustomer(p, "show"),
		"waiting":            views.Waiting(p, "/crm new <Acme> & Co", "request.again", "{}"),
		"waiting_form":       views.WaitingForm(p),
	}
}

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		return viewstest.Shown{Messages: messages(t, p), Modals: modals(p)}
	})
}
