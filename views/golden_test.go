package views_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var industries = []string{"technology", "retail"}

func catalogues(t testing.TB) *i18n.Bundle {
	t.Helper()
	bundle, err := i18n.New(
		i18n.Label{Key: "industry.technology", Words: map[string]string{i18n.English: "Technology", i18n.Chinese: "科技"}},
		i18n.Label{Key: "industry.retail", Words: map[string]string{i18n.English: "Retail", i18n.Chinese: "零售"}})
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

// The instants and days everything is about. 2026-11-24 is a Tuesday.
var (
	now   = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	today = models.NewDate(2026, 11, 24)
)

func customer() models.Customer {
	c := models.Customer{ID: 7, Code: "C007", Status: models.StatusPotential, Owner: "U0ALICE", CreatedBy: "U0ALICE", CreatedAt: now, UpdatedBy: "U0BOB", UpdatedAt: now, Version: 3}
	for field, value := range map[models.Field]string{
		models.FieldName: "北京星河科技有限公司 <!channel> *Ltd*", models.FieldContactName: "王经理", models.FieldContactTitle: "采购", models.FieldIndustry: "technology",
		models.FieldPhone: "138-1234-5678", models.FieldEmail: "wang@example.com", models.FieldAddress: "北京市海淀区", models.FieldOpportunity: "50 seats & more",
		models.FieldNextFollowUp: "2026-12-01", models.FieldNextFollowUpTime: "10:00", models.FieldNotes: "first line\n> second _line_",
		models.FieldCustomerKind: "business", models.FieldSource: "秋季展会 & <!here>",
	} {
		if err := c.Set(field, value); err != nil {
			panic(err)
		}
	}
	return c
}

// utc is who goes by UTC, by which everything here was planned unless it says otherwise.
func utc(p *i18n.Printer) views.Reader { return views.ReaderOf(p, time.UTC) }

func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// abroad is a follow-up at nine in Shanghai, which is eight in the evening of the day before in New York.
func abroad(id int64, day models.Date) models.DueFollowUp {
	item := due(id, day, "call")
	item.SetDue(models.NewDue(models.Moment{Day: day, Time: "09:00"}, zoneOf("Asia/Shanghai")))
	return item
}

// abroadCustomer is the customer whose next follow-up that is.
func abroadCustomer() models.Customer {
	c := customer()
	c.SetNextDue(abroad(1, models.NewDate(2026, 12, 1)).Due())
	return c
}

// reportChannels are a configured one, one chosen in Slack, and a configured one that was switched off there.
func reportChannels() []models.ReportChannel {
	berlin, _ := time.LoadLocation("Europe/Berlin") // there since other tests need it
	return []models.ReportChannel{
		{ID: "#general", Language: "zh", Zone: berlin, Summary: true, Report: true, Configured: true},
		{ID: "C0SALES", Name: "sales", Zone: berlin, Report: true},
		{ID: "C0OFF", Name: "off", Configured: true},
	}
}

func due(id int64, day models.Date, title string) models.DueFollowUp {
	return models.DueFollowUp{
		FollowUp:     models.FollowUp{ID: id, CustomerID: 7, Title: title, DueOn: day, DueTime: "10:00", Assignee: "U0ALICE", State: models.FollowUpPlanned},
		CustomerCode: "C007", CustomerName: "北京星河科技有限公司 <!here>",
	}
}

func card() models.Card {
	return models.Card{
		Customer:     customer(),
		FollowUps:    []models.FollowUp{due(1, models.NewDate(2026, 12, 1), "送报价").FollowUp},
		Interactions: []models.Interaction{{Kind: models.InteractionCall, Text: "asked for <@U1> a quote", HappenedAt: now, CreatedBy: "U0BOB"}},
		Changes:      []models.StatusChange{{ToStatus: models.StatusPotential, ChangedBy: "U0ALICE", ChangedAt: now.Add(-time.Hour)}},
	}
}

// figures are a figure for each key, with its value now and before. A key of which nothing is said has zeroes.
func figures(list []reports.Definition, values map[string][2]int) []reports.Figure {
	var figures []reports.Figure
	for _, d := range list {
		value, of := values[d.Key], values[d.RateOf]
		figures = append(figures, reports.Figure{
			Key: d.Key, Rate: d.RateOf != "", Now: reports.Number{N: value[0], Of: of[0]}, Before: reports.Number{N: value[1], Of: of[1]},
		})
	}
	return figures
}

func shown(in func(reports.Definition) bool) []reports.Definition {
	return slices.DeleteFunc(reports.Definitions(), func(d reports.Definition) bool { return !in(d) })
}

// rates is a report whose figures are a rate, one that has none to compare with, and one of nothing.
func rates() reports.Report {
	r := report()
	r.Figures = []reports.Figure{
		{Key: "activated", Rate: true, Now: reports.Number{N: 2, Of: 6}, Before: reports.Number{N: 1, Of: 4}},
		{Key: "done_on_time", Rate: true, Now: reports.Number{N: 1200, Of: 1200}},
		{Key: "churned", Rate: true, Before: reports.Number{N: 1, Of: 4}},
	}
	r.People = []reports.Person{{ID: "U0ALICE", Figures: []reports.Figure{{Key: "done", Rate: true, Now: reports.Number{N: 1, Of: 3}}}}}
	return r
}

func report() reports.Report {
	byPerson := shown(func(d reports.Definition) bool { return d.ByPerson })
	return reports.Report{
		Period: reports.Week(today, time.UTC),
		Figures: figures(reports.Definitions(), map[string][2]int{
			"new": {5, 3}, "interactions": {12, 20}, "done": {5, 4}, "done_on_time": {4, 4}, "done_late": {1, 0}, "overdue": {2, 1}, "activated": {2, 0}, "churned": {0, 1},
		}),
		ByStatus:    []reports.StatusCount{{Status: models.StatusPotential, Count: 30}, {Status: models.StatusActive, Count: 12}, {Status: models.StatusChurned}},
		Transitions: []reports.Transition{{From: models.StatusPotential, To: models.StatusActive, Count: 2}},
		People: []reports.Person{
			{ID: "U0ALICE", Figures: figures(byPerson, map[string][2]int{"new": {3}, "interactions": {7}, "done": {3}, "overdue": {1}})},
			{ID: "U0BOB", Figures: figures(byPerson, map[string][2]int{"new": {2}, "interactions": {5}, "done": {2}, "overdue": {1}})},
		},
	}
}

// operation is what changed at once: everything a line of history can tell.
func operation() []models.HistoryEntry {
	entry := func(id int64, entity, action string, field models.Field, before, after, subject string) models.HistoryEntry {
		return models.HistoryEntry{Subject: subject, AuditEntry: models.AuditEntry{
			ID: id, At: now, Actor: "U0BOB", Entity: entity, EntityID: 7, Action: action, Field: string(field), OldValue: before, NewValue: after,
			Source: "modal customer.edit", Operation: "a",
		}}
	}
	return []models.HistoryEntry{
		entry(1, "customer", "create", "", "", "C007", ""), entry(2, "customer", "update", "name", "Old <!here> *name*", "", ""), entry(3, "customer", "update", "phone", "", "138-1234-5678", ""),
		entry(4, "customer", "status", "status", "potential", "active", ""), entry(5, "customer", "update", "industry", "technology", "gone", ""), entry(6, "customer", "update", "owner", "U0ALICE", "U0BOB", ""),
		entry(7, "followup", "create", "due_on", "", "2026-12-01", "送报价"), entry(8, "followup", "done", "outcome", "", "agreed", "call"), entry(9, "followup", "snooze", "due_on", "2026-12-01", "2026-12-04", ""),
		entry(10, "followup", "cancel", "", "", "", "call"), entry(11, "followup", "undo", "state", "done", "planned", "call"), entry(12, "interaction", "log", "", "", "call", "asked for a `quote`"),
		entry(15, "customer", "reveal", "", "", "", ""), entry(13, "interaction", "undo", "text", "asked for a quote", "", ""), entry(14, "customer", "status", "reason", "", "closed", ""),
	}
}

func duplicates() []models.Duplicate {
	other := customer()
	other.Code, other.Owner = "C008", ""
	return []models.Duplicate{{Customer: customer(), Same: models.DuplicateFields()}, {Customer: other, Same: []models.Field{models.FieldName}}}
}

func history() models.HistoryPage {
	entries := operation()
	slices.Reverse(entries)
	for i, source := range map[int]string{0: "/crm edit", 1: "import <!here>"} {
		entries[i].Operation, entries[i].Source = fmt.Sprint(i), source
	}
	return models.HistoryPage{Entries: entries}
}

// ownFields are n of a team's own fields, of every kind in turn.
func ownFields(n int) []models.CustomField {
	fields := make([]models.CustomField, n)
	for i := range fields {
		f := models.CustomField{ID: int64(i + 1), Kind: models.CustomKinds()[i%7], LabelEN: fmt.Sprintf("Field *%d*", i+1), LabelZH: fmt.Sprintf("字段 <%d>", i+1)}
		if f.Chooses() {
			f.AddOptions(models.ParseOptions("北京=Beijing,上海 <!here>=Shanghai *SH*,广州"))
			f.Options[2].Retired = i%2 == 0
		}
		fields[i] = f
	}
	return fields
}

// valued is the customer with a value of each of the fields.
func valued(fields []models.CustomField) models.Customer {
	c := customer()
	values := map[models.CustomKind]string{
		models.CustomText: "<!channel> *text*\nof two lines", models.CustomNumber: "-1234567.5", models.CustomDate: "2026-12-01", models.CustomChoice: "o3",
		models.CustomChoices: "o1,o2", models.CustomYesNo: "no", models.CustomUser: "U0BOB",
	}
	for _, f := range fields {
		_ = c.Set(f.Key(), values[f.Kind])
	}
	return c
}

// ownCard is the card of a customer with values of n of the team's own fields.
func ownCard(n int) models.Card {
	held := card()
	held.Fields = ownFields(n)
	held.Customer = valued(held.Fields)
	return held
}

// ownConflict is a conflict in each of the first seven of the team's own fields.
func ownConflict(mine models.Customer) *models.ConflictError {
	conflict := &models.ConflictError{Current: customer()}
	for _, f := range ownFields(7) {
		conflict.Fields = append(conflict.Fields, models.FieldConflict{Field: f.Key(), Mine: mine.Get(f.Key()), By: "U0BOB", At: now})
	}
	return conflict
}

// ownHistory is what happened to each of the team's own fields.
func ownHistory() models.HistoryPage {
	var page models.HistoryPage
	fields := ownFields(7)
	c := valued(fields)
	for i, f := range fields {
		page.Entries = append(page.Entries, models.HistoryEntry{Custom: &fields[i], AuditEntry: models.AuditEntry{
			ID: int64(10 - i), At: now, Actor: "U0BOB", Entity: "customer", EntityID: 7, Action: "update", Field: string(f.Key()), NewValue: c.Get(f.Key()), Source: "/crm edit", Operation: "a",
		}})
	}
	return page
}

func consumer() models.Customer {
	c := customer()
	c.Kind = models.KindConsumer
	return c
}

// erased is the customer after its data was erased, with its name kept.
func erased() models.Customer {
	c := customer()
	c.Erase(now, false)
	c.UpdatedBy = models.SystemID
	return c
}

// erasedHistory is everything that a line of history can tell, without values, and that the data was erased.
func erasedHistory() models.HistoryPage {
	page := history()
	for i := range page.Entries {
		e := &page.Entries[i]
		e.OldValue, e.NewValue, e.Subject = "", "", ""
	}
	entry := models.AuditEntry{ID: 20, At: now, Actor: models.SystemID, Entity: "customer", EntityID: 7, Action: models.ActionErase, NewValue: "asked <!here>", Source: "retention", Operation: "c"}
	export := entry
	export.Action, export.Actor, export.NewValue, export.Source, export.Operation = models.ActionExport, "U0BOB", "", "/crm privacy", "d"
	page.Entries = append([]models.HistoryEntry{{AuditEntry: entry}, {AuditEntry: export}}, page.Entries...)
	return page
}

// retired are the fields of which the last is out of use.
func retired(fields []models.CustomField) *models.CustomFields {
	fields[len(fields)-1].RetiredAt = &now
	return models.NewCustomFields(fields)
}

// messages are every message there is, by name.
// chineseCalendar has a weekend on 28 November 2026 and a holiday on 1 October.
func chineseCalendar(t testing.TB) workday.Calendar {
	t.Helper()
	calendar, err := workday.New(workday.China, nil)
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

// dueDay is a day with one of each kind shown, and more that is overdue.
func dueDay(more int, overdue, today models.DueFollowUp) models.DueDay {
	return models.DueDay{
		Overdue: models.DuePage{FollowUps: []models.DueFollowUp{overdue}, Total: 1 + more},
		Today:   models.DuePage{FollowUps: []models.DueFollowUp{today}, Total: 1},
	}
}

// person is a customer that is a person.
func person() models.Customer {
	c := customer()
	c.Kind, c.Name = models.KindConsumer, "欧阳娜娜"
	return c
}

func ofConsumer(f models.DueFollowUp) models.DueFollowUp {
	f.CustomerKind, f.CustomerName = models.KindConsumer, "Anna Smith"
	return f
}

func messages(t testing.TB, p *i18n.Printer) map[string]views.Message {
	to, newYork := utc(p), views.ReaderOf(p, zoneOf("America/New_York"))
	c := customer()
	masked := card()
	masked.Masked, masked.MayReveal = true, true
	overdue, todays := due(1, models.NewDate(2026, 11, 20), "送报价"), due(2, today, "")
	done := due(3, today, "call")
	done.State, done.Outcome = models.FollowUpDone, "they agreed"
	q := models.DueQuery{Range: models.DueWeek, Assignee: "U0ALICE", Today: today}
	return map[string]views.Message{
		"card": views.Card(to, card()), "card_masked": views.Card(to, masked), "shared": views.SharedCard(to, c, "U0BOB"), "shared_person": views.SharedCard(to, person(), "U0BOB"),
		"digest":         views.Digest(to, views.DigestData{Today: today, Due: dueDay(28, overdue, todays), Late: true}),
		"digest_empty":   views.Digest(to, views.DigestData{Today: today}),
		"summary":        views.Summary(to, views.SummaryData{Today: today, Due: dueDay(0, overdue, todays)}),
		"summary_person": views.Summary(to, views.SummaryData{Today: today, Due: dueDay(0, ofConsumer(overdue), ofConsumer(todays))}),
		"reminder":       views.Reminder(to, todays, false), "report": views.Report(p, report(), false), "report_rate": views.Report(p, rates(), false),
		"found":      views.Found(to, "科技 status:active", models.CustomerPage{Customers: []models.Customer{c}, Total: 12}, "cursor 科技 status:active"),
		"found_none": views.Found(to, "<!channel>", models.CustomerPage{}, ""),
		"candidates": views.Candidates(to, "科技", []models.Customer{c}, func(int) string { return "show " + c.Code }),
		"due":        views.DueList(to, q, models.DuePage{FollowUps: []models.DueFollowUp{overdue}, Total: 11}, "due,week,U0ALICE", "due,week,U0ALICE next"),
		"due_none":   views.DueList(to, q, models.DuePage{}, "due,week,U0ALICE", ""),
		"hub":        views.Hub(p, "/crm", 1), "closed": views.FollowUpClosed(to, done, chineseCalendar(t), nil),
		"moved":           views.FollowUpClosed(to, due(5, models.NewDate(2026, 11, 29), ""), chineseCalendar(t), nil),
		"planned":         views.Planned(to, c, due(4, models.NewDate(2026, 11, 28), "send *it*").FollowUp, chineseCalendar(t), nil),
		"planned_holiday": views.Planned(to, c, due(4, models.NewDate(2026, 10, 1), "").FollowUp, chineseCalendar(t), nil),
		"logged":          views.Logged(p, c, models.Interaction{Kind: models.InteractionVisit, Text: "saw `them`"}),
		"refusal":         views.RefusalWithForm(p, models.Errors{models.Invalid(models.FieldName, "error.too_long", "Field", models.FieldName, "Max", 100, "Got", 101)}, "new x", "/crm new x"),
		"suggestion":      views.Suggestion(p, models.NotFound("error.unknown_command_near", "Word", "fnd"), []string{"find x"}),
		"history":         views.History(to, c, history(), "C007 next"), "history_none": views.History(to, c, models.HistoryPage{}, ""),
		"duplicates":      views.Duplicates(p, duplicates(), "7,8 new x !", "new x"),
		"duplicates_long": views.Duplicates(p, duplicates()[:1], "", "new x"),
		"ask_undo":        views.AskUndo(to, models.Undo{Operation: "a", At: now, Source: "/crm edit", Customer: c, Entries: operation()[1:3]}),
		"undone":          views.Undone(to, models.Undo{Operation: "a", At: now, Source: "/crm edit", Customer: c, Entries: operation()[1:3]}),
		"card_abroad":     views.Card(newYork, models.Card{Customer: abroadCustomer(), FollowUps: []models.FollowUp{abroad(1, models.NewDate(2026, 12, 1)).FollowUp}}),
		"shared_abroad":   views.SharedCard(newYork, abroadCustomer(), "U0BOB"),
		"digest_abroad":   views.Digest(newYork, views.DigestData{Today: today, Due: dueDay(0, abroad(1, today), abroad(2, today.AddDays(1)))}),
		"summary_abroad":  views.Summary(newYork, views.SummaryData{Today: today, Due: dueDay(0, abroad(1, today), abroad(2, today.AddDays(1)))}),
		"reminder_abroad": views.Reminder(newYork, abroad(1, today), false), "changed_abroad": views.FollowUpChanged(newYork, abroad(1, today), chineseCalendar(t), zoneOf("Asia/Kolkata")),
		"planned_abroad": views.Planned(views.ReaderOf(p, zoneOf("Asia/Shanghai")), c, abroad(1, today).FollowUp, chineseCalendar(t), zoneOf("America/New_York")),
		"history_abroad": views.History(newYork, c, models.HistoryPage{Entries: []models.HistoryEntry{{AuditEntry: models.AuditEntry{
			At: now, Actor: "U0BOB", Entity: "followup", Action: "update", Field: "due_time", OldValue: "09:00 Asia/Shanghai", NewValue: "20:00 America/New_York", Source: "/crm edit",
		}}}}, ""),
		"which_day":   views.WhichDay(p, "3点 `x`", []views.Reading{{Moment: models.Moment{Day: today, Time: "15:00"}, Command: "follow C007 2026-11-24 15:00"}, {Moment: models.Moment{Day: today.AddDays(1), Time: "03:00"}, Command: "follow C007 2026-11-25 03:00"}}),
		"changed":     views.FollowUpChanged(to, due(5, models.NewDate(2026, 11, 29), ""), chineseCalendar(t), nil),
		"escalation":  views.Escalation(to, views.EscalationData{Today: today, Items: []models.DueFollowUp{overdue}, Total: 30, Days: 3}),
		"channels":    views.Channels(p, reportChannels(), map[string]bool{"C0SALES": true}),
		"channel_set": views.ChannelSet(p, reportChannels()[1], models.Place{ID: "C0SALES"}),
		"roles":       views.RoleList(p, []views.RoleLine{{User: "U0BOB", Role: models.RoleManager}, {User: "U0LINA", Role: models.RoleNone, Configured: true}}, models.RoleSales),
		"permissions": views.Permissions(p, models.RoleViewer), "words": views.Words(p, []string{"发票", "*x*"}, models.WordsWarn),
		"warned": views.WithWarning(p, models.FieldNotes, "发票", views.Notice("saved")),
		"home_admin": {Text: "home", Blocks: views.Home(to, views.HomeData{
			Today: today, Role: models.RoleAdmin, Command: "/crm",
			Week:  figures(shown(func(d reports.Definition) bool { return d.MyWeek }), map[string][2]int{"new": {3, 5}, "interactions": {7, 7}, "done": {2, 0}}),
			SetUp: []models.SetUpState{{Step: models.SetUpCustomers, Done: true}, {Step: models.SetUpChannels}, {Step: models.SetUpLeads}, {Step: models.SetUpDelivery}},
		}, views.Message{})},
		"home":             {Text: "home", Blocks: views.Home(to, views.HomeData{Today: today, Due: dueDay(1, overdue, todays), Seen: []models.Customer{c}, Role: models.RoleSales, Command: "/crm"}, views.Notice("done"))},
		"undelivered":      views.Undelivered(p, []models.OutboxMessage{{ID: 7, Kind: "digest", Recipient: "U0BOB", Attempts: 12, LastError: "<x>", CreatedAt: now}}),
		"undelivered_none": views.Undelivered(p, nil),
		"card_own":         views.Card(to, ownCard(30)),
		"history_own":      views.History(to, c, ownHistory(), ""),
		"erased":           views.Erased(p, erased(), false), "erased_card": views.ErasedCard(p, erased(), models.SubjectCounts{Interactions: 1, FollowUps: 2, Changes: 1, Audit: 12}),
		"erased_history": views.History(to, erased(), erasedHistory(), ""), "erased_refusal": views.Refusal(p, models.Errors{models.Gone("error.erased", "Code", "C007", "Date", today)}),
		"exported": views.SubjectShared(p, c), "exported_files": views.Notice(views.SubjectFiles(p, c)),
		"fields": views.FieldList(p, retired(ownFields(30)), 1), "fields_none": views.FieldList(p, nil, 0),
		"refusal_option": views.Refusal(p, models.Errors{ownFields(4)[3].UnknownOption("Paris <!here>")}),
		"failure":        views.Failure(p, "ABCD2345"), "open_form": views.OpenForm(p, "new x"),
		"help":    views.Help(p, "/crm", []views.CommandHelp{{Name: "find", Alias: "查找"}}),
		"help_on": views.HelpOn(p, "/crm", views.CommandHelp{Name: "find", Alias: "查找", Usage: "[words]", Example: []string{"find x"}}),
	}
}

// modals are every form there is, by name.
func modals(p *i18n.Printer) map[string]views.Modal {
	to, newYork := utc(p), views.ReaderOf(p, zoneOf("America/New_York"))
	c := customer()
	mine := c
	_ = mine.Set(models.FieldPhone, "123-456-7890")
	own, pages := valued(ownFields(30)), views.FieldPages(ownFields(30))
	conflict := &models.ConflictError{Current: c, Fields: []models.FieldConflict{
		{Field: models.FieldPhone, Mine: "123-456-7890", Theirs: c.Phone.Plain(), By: "U0BOB", At: c.UpdatedAt}, {Field: models.FieldNotes, Mine: "<!channel>", Theirs: c.Notes},
	}}
	return map[string]views.Modal{
		"edit_own": views.EditCustomer(to, valued(ownFields(7)), industries, false, ownFields(7)...), "fields_page": views.FieldsPage(p, own, pages[0], 1, len(pages), false),
		"fields_last": views.FieldsPage(p, own, pages[len(pages)-1], len(pages), len(pages), true), "reconcile_own": views.Reconcile(to, views.EditCustomer(to, own, industries, false, ownFields(7)...), ownConflict(own), map[models.Field]string{"custom.2": views.KeepMine}, ownFields(7)...),
		"reconcile_fields": views.Reconcile(to, views.FieldsPage(p, own, pages[0], 1, len(pages), false), ownConflict(own), nil, pages[0]...),
		"field_add":        views.AddField(p, models.CustomField{LabelEN: "Budget"}), "field_rename": views.RenameField(p, ownFields(1)[0]), "field_options": views.FieldOptionsForm(p, ownFields(4)[3]),
		"new_duplicate":  views.WithDuplicates(p, views.NewCustomer(to, c, industries), duplicates()),
		"edit_duplicate": views.WithDuplicates(p, views.EditCustomer(to, c, industries, false), duplicates()[:1]),
		"new":            views.NewCustomer(to, models.Customer{Status: models.StatusPotential, Owner: "U0ALICE"}, industries), "edit": views.EditCustomer(to, c, industries, false), "edit_masked": views.EditCustomer(to, c.Masked(), industries, true), "reveal": views.Revealed(p, c),
		"reconcile": views.Reconcile(to, views.EditCustomer(to, mine, industries, false), conflict, nil), "log": views.LogInteraction(p, &c, models.InteractionInput{Text: "x"}),
		"status":       views.StatusChange(p, c, models.StatusActive, []models.Interaction{{ID: 5, Kind: models.InteractionCall, Text: "called", HappenedAt: now}}, time.UTC),
		"status_empty": views.StatusChange(p, c, models.StatusChurned, nil, time.UTC),
		"follow":       views.PlanFollowUp(p, nil, models.FollowUpInput{Assignee: "U0ALICE"}), "done": views.FollowUpDone(to, due(1, today, "x"), today, []views.Proposal{{Choice: views.NextWeek, Day: today.AddDays(7)}}),
		"edit_follow_abroad": views.EditFollowUp(newYork, abroad(1, today), today), "edit_abroad": views.EditCustomer(newYork, abroadCustomer(), industries, false),
		"edit_follow": views.EditFollowUp(to, due(1, today, "x"), today), "word": views.AddWord(p), "erase": views.EraseCustomer(p, c, models.SubjectCounts{Interactions: 1, FollowUps: 2, Open: 1, Changes: 1, Audit: 1200}), "erase_consumer": views.EraseCustomer(p, consumer(), models.SubjectCounts{}), "channel": views.SetChannel(p, reportChannels()[1]), "role": views.SetRole(p, "U0BOB"),
		"settings": views.Settings(p, views.SettingsData{Liking: models.Liking{Zone: "Asia/Shanghai", DigestTime: "07:45", QuietFrom: "21:00", QuietTo: "07:00", MutedUntil: today}, SlackZone: "UTC", Undelivered: 2}),
		"snooze":   views.SnoozeFollowUp(to, due(1, today, "x"), today), "pick": views.PickCustomer(p, "show"), "waiting": views.Waiting(p, "/crm new <Acme> & Co", "request.again", "{}"), "waiting_form": views.WaitingForm(p),
	}
}

// failer is a test or a property's try.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// encode is what goes to Slack.
func encode(t failer, v any) []byte {
	t.Helper()
	if modal, ok := v.(views.Modal); ok {
		request := slack.ModalViewRequest{Type: slack.VTModal, Blocks: slack.Blocks{BlockSet: modal.Blocks}, CallbackID: modal.Callback, PrivateMetadata: modal.Metadata}
		for _, text := range []struct {
			at   **slack.TextBlockObject
			text string
		}{{&request.Title, modal.Title}, {&request.Submit, modal.Submit}, {&request.Close, modal.Close}} {
			if text.text != "" {
				*text.at = slack.NewTextBlockObject(slack.PlainTextType, text.text, false, false)
			}
		}
		v = request
	}
	if message, ok := v.(views.Message); ok {
		v = map[string]any{"text": message.Text, "blocks": message.Blocks}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	bundle := catalogues(t)
	for _, lang := range i18n.Languages() {
		p := bundle.For(lang)
		for name, message := range messages(t, p) {
			encoded := encode(t, message)
			for _, problem := range sandbox.ValidateMessage(encoded) {
				t.Errorf("message %s in %s: %v", name, lang, problem)
			}
			compare(t, "message_"+name+"."+lang, encoded)
		}
		for name, modal := range modals(p) {
			encoded := encode(t, modal)
			for _, problem := range sandbox.ValidateView(encoded) {
				t.Errorf("modal %s in %s: %v", name, lang, problem)
			}
			compare(t, "modal_"+name+"."+lang, encoded)
		}
	}
}

// compare holds what is shown against the golden file, which -update rewrites.
func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got, -update rewrites it):\n%s", file, diff)
	}
}
