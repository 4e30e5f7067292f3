// Package viewstest has what views are tried with: customers and follow-ups to show, and golden files of what is shown.
package viewstest

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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
	"github.com/guanxi-crm/guanxi/views/surface"
)

// live matches what Slack would act on in mrkdwn, but for the mentions and dates of our own.
var live = regexp.MustCompile(`<[!@#h][^>]*>`)

// ours matches the mentions and dates that we write ourselves.
var ours = regexp.MustCompile(`<(@U0[A-Z]+|!date\^[^>]*)>`)

// markup returns the texts in which Slack looks for mentions and links: the message's own, and those of mrkdwn objects.
// Plain text objects show theirs as it is.
func markup(t failer, encoded []byte) []string {
	t.Helper()
	var message map[string]any
	if err := json.Unmarshal(encoded, &message); err != nil {
		t.Fatal(err)
	}
	texts := []string{message["text"].(string)}
	var walk func(any)
	walk = func(value any) {
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if text, ok := v["text"].(string); ok && v["type"] == "mrkdwn" {
				texts = append(texts, text)
			}
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	walk(message["blocks"])
	return texts
}

var update = flag.Bool("update", false, "rewrite the golden files")

// Industries are the configured ones.
var Industries = []string{"technology", "retail"}

// Catalogues returns the words of the house with those of features.
func Catalogues(t testing.TB, words ...fs.FS) *i18n.Bundle {
	t.Helper()
	bundle, err := i18n.New(words,
		i18n.Label{Key: "industry.technology", Words: map[string]string{i18n.English: "Technology", i18n.Chinese: "科技"}},
		i18n.Label{Key: "industry.retail", Words: map[string]string{i18n.English: "Retail", i18n.Chinese: "零售"}})
	if err != nil {
		t.Fatal(err)
	}
	return bundle
}

// wordless is how a message without words is shown: its key in brackets.
var wordless = regexp.MustCompile(`\[[a-z_]+\.[a-z_.]+\]`)

// Wordless returns the first message of a text that the catalogues have no words for, "" where there is none.
func Wordless(text string) string { return wordless.FindString(text) }

// Shown is what a feature shows in a language: messages and forms, by name.
type Shown struct {
	Messages map[string]surface.Message
	Modals   map[string]surface.Modal
}

// refusals are what Slack would refuse in a message, which goes out in as many as it needs.
func refusals(t failer, message surface.Message) (problems []sandbox.Problem) {
	for _, page := range message.Pages() {
		problems = append(problems, sandbox.ValidateMessage(Encode(t, page))...)
	}
	return problems
}

// Golden holds what is shown, with a feature's own words, in both languages against the golden files in testdata, which -update
// rewrites, and has the sandbox check it as Slack would.
func Golden(t *testing.T, show func(p *i18n.Printer) Shown, words ...fs.FS) {
	t.Helper()
	bundle := Catalogues(t, words...)
	for _, lang := range i18n.Languages() {
		shown := show(bundle.For(lang))
		for name, message := range shown.Messages {
			encoded := Encode(t, message)
			for _, problem := range refusals(t, message) {
				t.Errorf("message %s in %s: %v", name, lang, problem)
			}
			hasWords(t, name, encoded)
			compare(t, "message_"+name+"."+lang, encoded)
		}
		for name, modal := range shown.Modals {
			encoded := Encode(t, modal)
			for _, problem := range sandbox.ValidateView(encoded) {
				t.Errorf("modal %s in %s: %v", name, lang, problem)
			}
			hasWords(t, name, encoded)
			compare(t, "modal_"+name+"."+lang, encoded)
		}
	}
}

func hasWords(t *testing.T, name string, encoded []byte) {
	t.Helper()
	if missing := Wordless(string(encoded)); missing != "" {
		t.Errorf("%s has no words for %s", name, missing)
	}
}

// The instants and days everything is about. 2026-11-24 is a Tuesday.
var (
	Now   = time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	Today = models.NewDate(2026, 11, 24)
)

// Customer is a customer with something in every field, of which some would come alive in mrkdwn.
func Customer() models.Customer {
	c := models.Customer{ID: 7, Code: "C007", Status: models.StatusPotential, Owner: "U0ALICE", CreatedBy: "U0ALICE", CreatedAt: Now, UpdatedBy: "U0BOB", UpdatedAt: Now, Version: 3}
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

// Contacts are two contacts of the customer beside its primary one, with what people may type.
func Contacts() []models.Contact {
	list := []models.Contact{{ID: 3, CustomerID: 7, Version: 2}, {ID: 5, CustomerID: 7, Version: 1}}
	for i, fields := range []map[models.Field]string{
		{models.FieldContactName: "李总 <!here>", models.FieldContactTitle: "*VP*", models.FieldContactRole: "decision_maker", models.FieldPhone: "+86 139 8765 4321", models.FieldWeChat: "li_zong-88", models.FieldContactNotes: "likes\n> tea & _quiet_"},
		{models.FieldEmail: "ap@example.com", models.FieldContactRole: "finance"},
	} {
		for field, value := range fields {
			if err := list[i].Set(field, value); err != nil {
				panic(err)
			}
		}
	}
	return list
}

// Pipelines are a team's pipelines with their stages, of which one has a name that would come alive in mrkdwn.
func Pipelines() *models.Pipelines {
	return models.NewPipelines([]models.Pipeline{{ID: 1, LabelEN: "Sales", LabelZH: "销售", Version: 1}}, []models.Stage{
		{ID: 1, PipelineID: 1, Kind: models.StageOpen, LabelEN: "New", LabelZH: "新商机", Probability: 10},
		{ID: 3, PipelineID: 1, Kind: models.StageOpen, LabelEN: "<!here> & *offer*", LabelZH: "报价", Probability: 50},
		{ID: 5, PipelineID: 1, Kind: models.StageWon, LabelEN: "Won", LabelZH: "赢单", Probability: 100},
		{ID: 6, PipelineID: 1, Kind: models.StageLost, LabelEN: "Lost", LabelZH: "输单"},
	})
}

// TwoPipelines are the team's pipelines with a second one, in which a stage is retired.
func TwoPipelines() *models.Pipelines {
	first := Pipelines().All()[0]
	return models.NewPipelines([]models.Pipeline{first, {ID: 2, LabelEN: "*Channel* <!here>", LabelZH: "渠道", Position: 1, Version: 1}}, append(slices.Clone(first.Stages),
		models.Stage{ID: 11, PipelineID: 2, Kind: models.StageOpen, LabelEN: "Lead", LabelZH: "线索", Probability: 20},
		models.Stage{ID: 12, PipelineID: 2, Kind: models.StageOpen, LabelEN: "Trial", LabelZH: "试用", Probability: 60, RetiredAt: &Now},
		models.Stage{ID: 13, PipelineID: 2, Kind: models.StageWon, LabelEN: "Won", LabelZH: "赢单", Probability: 100},
		models.Stage{ID: 14, PipelineID: 2, Kind: models.StageLost, LabelEN: "Lost", LabelZH: "输单"}))
}

// Deals are deals of the customer: one with everything that has slipped, one with nothing but a title, one that is lost.
func Deals() []models.Deal {
	closed := Now
	half := 40
	list := []models.Deal{
		{ID: 1, Code: "D001", StageID: 3, State: models.DealOpen, Title: "50 seats & <!channel> *more*", Amount: models.Money{Minor: 1234550, Currency: "CNY"}, Probability: &half, ExpectedClose: Today.AddDays(-3), Source: "秋季展会 & <!here>", Tags: "VIP,<!here>"},
		{ID: 2, Code: "D002", StageID: 1, State: models.DealOpen, Title: "Training"},
		{ID: 3, Code: "D003", StageID: 6, State: models.DealLost, Title: "Licences", Amount: models.Money{Minor: 2000000, Currency: "USD"}, LostReason: "price", LostNote: "too *dear*\n> they say", ClosedAt: &closed, ClosedBy: "U0BOB"},
	}
	for i := range list {
		d := &list[i]
		d.ContactID = []int64{3, models.PrimaryContact, 0}[i]
		d.CustomerID, d.PipelineID, d.StageSince, d.Owner, d.Version = 7, 1, Now, "U0ALICE", 2
		d.CreatedBy, d.CreatedAt, d.UpdatedBy, d.UpdatedAt = "U0ALICE", Now, "U0BOB", Now
	}
	return list
}

// Tickets are tickets of the customer: one with everything that is late, one with nothing but a subject that waits, one that was solved too
// late, and one that is closed.
func Tickets() []models.Ticket {
	solved := Now
	list := []models.Ticket{
		{
			State: models.TicketOpen, Priority: models.PriorityUrgent, Subject: "打印机坏了 & <!channel> *now*", Text: "It *smokes*.\n> since noon", Assignee: "U0ALICE", Requester: "U0ELSE",
			ContactID: 3, Tags: "VIP,<!here>", DueAt: Now.Add(-time.Hour),
		},
		{State: models.TicketWaiting, Priority: models.PriorityNormal, Subject: "Training", DueAt: models.NoDue()},
		{State: models.TicketSolved, Priority: models.PriorityLow, Subject: "Invoice", Assignee: "U0BOB", SolvedAt: &solved, SolveLate: true, Satisfaction: models.SatisfactionPoor, SatisfiedBy: "speed", DueAt: models.NoDue()},
		{State: models.TicketClosed, Priority: models.PriorityHigh, Subject: "Spam", SolvedAt: &solved, ClosedAt: &solved, ClosedBy: "U0BOB", DueAt: models.NoDue()},
	}
	for i := range list {
		t := &list[i]
		t.ID, t.Code, t.CustomerID, t.Version = int64(i+1), models.TicketCode(int64(i+1)), 7, 2
		t.RaisedAt, t.CreatedBy, t.CreatedAt, t.UpdatedBy, t.UpdatedAt = Now.Add(-5*time.Hour), "U0ALICE", Now, "U0BOB", Now
	}
	return list
}

// Team is a printer that knows the labels which a team gives to its stages and reasons.
func Team(p *i18n.Printer) *i18n.Printer {
	return p.Labelled(views.TeamWords(nil, Pipelines(), models.FirstLostReasons(), p.Language()))
}

// UTC is who goes by UTC, by which everything here was planned unless it says otherwise.
func UTC(p *i18n.Printer) views.Reader { return views.ReaderOf(p, time.UTC) }

// ZoneOf is a time zone by its name.
func ZoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// Abroad is a follow-up at nine in Shanghai, which is eight in the evening of the day before in New York.
func Abroad(id int64, day models.Date) models.DueFollowUp {
	item := Due(id, day, "call")
	item.SetDue(models.NewDue(models.Moment{Day: day, Time: "09:00"}, ZoneOf("Asia/Shanghai")))
	return item
}

// AbroadCustomer is the customer whose next follow-up that is.
func AbroadCustomer() models.Customer {
	c := Customer()
	c.SetNextDue(Abroad(1, models.NewDate(2026, 12, 1)).Due())
	return c
}

// Due is a planned follow-up at ten o'clock.
func Due(id int64, day models.Date, title string) models.DueFollowUp {
	return models.DueFollowUp{
		FollowUp:     models.FollowUp{ID: id, CustomerID: 7, Title: title, DueOn: day, DueTime: "10:00", Assignee: "U0ALICE", State: models.FollowUpPlanned},
		CustomerCode: "C007", CustomerName: "北京星河科技有限公司 <!here>",
	}
}

// Card is the card of Customer, with something planned and something that happened.
func Card() models.Card {
	return models.Card{
		Customer:  Customer(),
		FollowUps: []models.FollowUp{Due(1, models.NewDate(2026, 12, 1), "送报价").FollowUp},
		Events:    Events()[:3],
	}
}

// Events are every kind of event that a timeline tells of, the first three those that a card shows.
func Events() []models.TimelineEvent {
	logged := models.Interaction{Kind: models.InteractionCall, Text: "asked for <@U1> a quote", HappenedAt: Now, CreatedBy: "U0BOB"}
	entry := func(entity, action string, field models.Field, before, after, subject string) models.HistoryEntry {
		return models.HistoryEntry{Subject: subject, AuditEntry: models.AuditEntry{Entity: entity, EntityID: 7, CustomerID: 7, Action: action, Field: string(field), OldValue: before, NewValue: after}}
	}
	event := func(kind models.EventKind, entries ...models.HistoryEntry) models.TimelineEvent {
		return models.TimelineEvent{Kind: kind, At: Now, By: "U0BOB", Entries: entries}
	}
	imported := event(models.EventRecord, entry("customer", "create", "", "", "C007", ""))
	imported.By, imported.Task = models.SystemID, models.Task{ID: 3, Kind: models.TaskImport, Title: "leads <!here>.csv"}
	bulk := event(models.EventRecord, entry("customer", "update", "owner", "U0ALICE", "U0BOB", ""))
	bulk.Task = models.Task{ID: 4, Kind: models.TaskBulk}
	return []models.TimelineEvent{
		{Kind: models.EventInteraction, At: Now, By: "U0BOB", Interaction: &logged},
		{Kind: models.EventStatus, At: Now, By: "U0ALICE", Interaction: &logged, Change: &models.StatusChange{FromStatus: models.StatusActive, ToStatus: models.StatusChurned, Reason: "went *elsewhere*"}},
		event(models.EventDone, entry("followup", "done", "outcome", "", "agreed on <50>", "送报价")),
		event(models.EventDone, entry("followup", "undo", "state", "done", "planned", "送报价"), entry("followup", "undo", "outcome", "agreed", "", "送报价")),
		event(models.EventFollowUp, entry("followup", "create", "due_on", "", "2026-12-01", "送报价")),
		event(models.EventFollowUp, entry("followup", "snooze", "due_on", "2026-12-01", "2026-12-04", "送报价")),
		event(models.EventFollowUp, entry("followup", "update", "title", "a", "b", "b"), entry("followup", "update", "assignee", "U0ALICE", "U0BOB", "b")),
		event(models.EventFollowUp, entry("followup", "cancel", "", "", "", "")),
		event(models.EventFollowUp, entry("followup", "undo", "state", "planned", "cancelled", "call")),
		event(models.EventContact, entry("contact", "create", "contact_name", "", "李总 <!here>", ""), entry("contact", "create", "phone", "", "+86 139 8765 4321", "")),
		event(models.EventContact, entry("contact", "promote", "contact_name", "李总", "", "")),
		event(models.EventContact, entry("contact", "demote", "contact_name", "", "王经理", "王经理")),
		event(models.EventContact, entry("contact", "delete", "contact_name", "王经理", "", "")),
		event(models.EventContact, entry("contact", "update", "phone", "138-1234-5678", "139-8765-4321", "王经理")),
		event(models.EventDeal, entry("deal", "create", "deal_title", "", "软件采购 <!here>", "软件采购 <!here>"), entry("deal", "create", "amount", "", "120000 CNY", "软件采购 <!here>")),
		event(models.EventDeal, entry("deal", "update", "stage", "1", "2", "软件采购"), entry("deal", "update", "stage_since", "a", "b", "软件采购")),
		event(models.EventDeal, entry("deal", "undo", "amount", "120000 CNY", "90000 CNY", "软件采购")),
		imported, bulk,
		event(models.EventRecord, entry("customer", "update", "name", "Old <!here> *name*", "new", ""), entry("customer", "update", "phone", "", "138-1234-5678", "")),
		event(models.EventRecord, entry("customer", "undo", "notes", "after", "before", "")),
		event(models.EventRecord, entry("customer", "archive", "archived_at", "", "2026-11-24T02:00:00Z", "")),
		event(models.EventRecord, entry("customer", "restore", "archived_at", "2026-11-24T02:00:00Z", "", "")),
		event(models.EventRecord, entry("customer", "merge", "merged_into", "C008", "C007", ""), entry("customer", "merge", "phone", "", "1", "")),
		event(models.EventRecord, entry("customer", "undo", "merged_into", "C008", "C007", "")),
		event(models.EventRecord, entry("customer", "erase", "", "", "asked for it", "")),
	}
}

// Cold are customers that go cold, by both rules and by each.
func Cold() []models.ColdCustomer {
	ago := func(rule models.ColdRule, days int) models.Silence {
		return models.Silence{CustomerID: 7, Rule: rule, Owner: "U0ALICE", Since: Now.AddDate(0, 0, -days)}
	}
	nobodys, unplanned := Customer(), Customer()
	nobodys.Code, nobodys.Owner, unplanned.Code = "C008", "", "C009"
	return []models.ColdCustomer{
		{Customer: Customer(), Silences: []models.Silence{ago(models.ColdContact, 42), ago(models.ColdStep, 20)}},
		{Customer: nobodys, Silences: []models.Silence{ago(models.ColdContact, 31)}},
		{Customer: unplanned, Silences: []models.Silence{ago(models.ColdStep, 14)}},
	}
}

// ColdDeals are deals that go cold, by both rules and by one.
func ColdDeals() []models.ColdDeal {
	deals := Deals()
	stuck := models.Silence{CustomerID: 7, DealID: deals[0].ID, Rule: models.ColdStuck, Owner: "U0ALICE", Since: Now.AddDate(0, 0, -42)}
	close := models.Silence{CustomerID: 7, DealID: deals[0].ID, Rule: models.ColdClose, Owner: "U0ALICE", Since: Today.AddDays(-3).In(time.UTC)}
	return []models.ColdDeal{
		{Deal: deals[0], Customer: Customer(), Silences: []models.Silence{stuck, close}},
		{Deal: deals[1], Customer: Customer(), Silences: []models.Silence{close}},
	}
}

// ErasedEvents are the same events of a customer whose data was erased.
func ErasedEvents() []models.TimelineEvent {
	events := Events()
	for i := range events {
		e := &events[i]
		if e.Interaction != nil {
			emptied := *e.Interaction
			emptied.Text = ""
			e.Interaction = &emptied
		}
		if e.Change != nil {
			e.Change.Reason = ""
		}
		for j := range e.Entries {
			e.Entries[j].OldValue, e.Entries[j].NewValue, e.Entries[j].Subject = "", "", ""
		}
	}
	return events
}

// Operation is what changed at once: everything a line of history can tell.
func Operation() []models.HistoryEntry {
	entry := func(id int64, entity, action string, field models.Field, before, after, subject string) models.HistoryEntry {
		return models.HistoryEntry{Subject: subject, AuditEntry: models.AuditEntry{
			ID: id, At: Now, Actor: "U0BOB", Entity: entity, EntityID: 7, Action: action, Field: string(field), OldValue: before, NewValue: after,
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

// Duplicates are two customers that another one may be the same as.
func Duplicates() []models.Duplicate {
	other := Customer()
	other.Code, other.Owner = "C008", ""
	return []models.Duplicate{{Customer: Customer(), Same: models.DuplicateFields()}, {Customer: other, Same: []models.Field{models.FieldName}}}
}

// History is a page of everything that a line of history can tell.
func History() models.HistoryPage {
	entries := Operation()
	slices.Reverse(entries)
	for i, source := range map[int]string{0: "/crm edit", 1: "import <!here>"} {
		entries[i].Operation, entries[i].Source = fmt.Sprint(i), source
	}
	return models.HistoryPage{Entries: entries}
}

// CustomFields are n of a team's custom fields, of every kind in turn.
func CustomFields(n int) []models.CustomField {
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

// Valued is the customer with a value of each of the fields.
func Valued(fields []models.CustomField) models.Customer {
	c := Customer()
	values := map[models.CustomKind]string{
		models.CustomText: "<!channel> *text*\nof two lines", models.CustomNumber: "-1234567.5", models.CustomDate: "2026-12-01", models.CustomChoice: "o3",
		models.CustomChoices: "o1,o2", models.CustomYesNo: "no", models.CustomUser: "U0BOB",
	}
	for _, f := range fields {
		_ = c.Set(f.Key(), values[f.Kind])
	}
	return c
}

// CustomCard is the card of a customer with values of n of the custom fields.
func CustomCard(n int) models.Card {
	held := Card()
	held.Fields = CustomFields(n)
	held.Customer = Valued(held.Fields)
	return held
}

// Consumer is Customer as a person.
func Consumer() models.Customer {
	c := Customer()
	c.Kind = models.KindConsumer
	return c
}

// Erased is the customer after its data was erased, with its name kept.
func Erased() models.Customer {
	c := Customer()
	c.Erase(Now, false)
	c.UpdatedBy = models.SystemID
	return c
}

// ChineseCalendar has a weekend on 28 November 2026 and a holiday on 1 October.
func ChineseCalendar(t testing.TB) workday.Calendar {
	t.Helper()
	calendar, err := workday.New(workday.China, nil)
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

// DueDay is a day with one of each kind shown, and more that is overdue.
func DueDay(more int, overdue, today models.DueFollowUp) models.DueDay {
	return models.DueDay{
		Overdue: models.DuePage{FollowUps: []models.DueFollowUp{overdue}, Total: 1 + more},
		Today:   models.DuePage{FollowUps: []models.DueFollowUp{today}, Total: 1},
	}
}

// Person is a customer that is a person.
func Person() models.Customer {
	c := Customer()
	c.Kind, c.Name = models.KindConsumer, "欧阳娜娜"
	return c
}

// OfConsumer is a follow-up of a customer that is a person.
func OfConsumer(f models.DueFollowUp) models.DueFollowUp {
	f.CustomerKind, f.CustomerName = models.KindConsumer, "Anna Smith"
	return f
}

// failer is a test or a property's try.
type failer interface {
	Helper()
	Fatal(args ...any)
}

// Encode is what goes to Slack.
func Encode(t failer, v any) []byte {
	t.Helper()
	if modal, ok := v.(surface.Modal); ok {
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
	if message, ok := v.(surface.Message); ok {
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

// compare holds what is shown against the golden file, which -update rewrites.
func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil { // a new feature has none
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file) //nolint:gosec // a golden file of the package that is tested
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got, -update rewrites it):\n%s", file, diff)
	}
}

// Figures are a figure for each key, with its value now and before. A key of which nothing is said has zeroes.
func Figures(list []reports.Definition, values map[string][2]int) []models.Figure {
	var figures []models.Figure
	for _, d := range list {
		value, of := values[d.Key], values[d.RateOf]
		figures = append(figures, models.Figure{
			Key: d.Key, Rate: d.RateOf != "", Now: models.FigureValue{N: value[0], Of: of[0]}, Before: models.FigureValue{N: value[1], Of: of[1]},
		})
	}
	return figures
}

// Defined are the figures of a kind.
func Defined(in func(reports.Definition) bool) []reports.Definition {
	return slices.DeleteFunc(reports.Definitions(), func(d reports.Definition) bool { return !in(d) })
}
