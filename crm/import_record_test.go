package crm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// took are a ticket's times as a line: raised, answered, solved, closed, each as 01-02 15:04, and what was answered.
func (w *world) took(code string) string {
	w.t.Helper()
	found, err := w.store.TicketByCode(w.ctx, code)
	if err != nil {
		w.t.Fatal(err)
	}
	at := func(t *time.Time) string {
		if t == nil {
			return "-"
		}
		return t.UTC().Format("01-02 15:04")
	}
	return strings.TrimSpace(fmt.Sprint(at(&found.RaisedAt), " ", at(found.RespondedAt), " ", at(found.SolvedAt), " ", at(found.ClosedAt), " ", found.Satisfaction))
}

// pending counts the messages that wait in the outbox, but for those that tell of tasks.
func (w *world) pending(kinds ...string) (count int) {
	w.t.Helper()
	list, err := w.store.ClaimOutbox(w.ctx, models.OutboxClaim{Owner: "test", Kinds: kinds, Now: w.now.Add(24 * time.Hour), Lease: time.Second, Limit: 50})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(list)
}

// Rows that are tickets come in with their own times or not at all; nobody is told of them, asked or warned. Known again, they change what a form
// changes, and nothing that happened. Taken back, they are gone or as they were.
func TestRowsThatAreTickets(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		there := w.create("Northwind")
		w.add(there.ID, values{models.FieldContactName: "Ann Lee"})
		w.add(there.ID, values{models.FieldContactName: "Bo Chen"})
		known := w.ticket(there.ID, values{models.FieldTicketSubject: "Printer", models.FieldPriority: "low"})
		list := lines(
			"is:tickets|name=Northwind|ticket.ticket_subject=printer|ticket.priority=high|ticket.ticket_state=solved|ticket.ticket_assignee=U0BOB",
			"is:tickets|name=Northwind|ticket.ticket_subject=Login|ticket.ticket_state=closed|ticket.raised_at=2026-11-02 09:00:00|ticket.responded_at=2026-11-02 09:20:00|ticket.solved_at=2026-11-03 10:00:00|ticket.ticket_closed_at=2026-11-05|ticket.satisfaction=good|contact_name=Bo Chen|ticket.tags=vip",
			"is:tickets|code=C001|ticket.ticket_subject=Slow|ticket.ticket_state=solved|ticket.raised_at=2026-11-02T09:00:00+08:00|ticket.solved_at=2026-11-02 16:00:00",
			"is:tickets|code=C001|ticket.ticket_subject=No times|ticket.ticket_state=solved",
			"is:tickets|code=C001|ticket.ticket_subject=Backwards|ticket.ticket_state=solved|ticket.raised_at=2026-11-03 09:00:00|ticket.solved_at=2026-11-02 09:00:00",
			"is:tickets|code=C001|ticket.ticket_subject=Old and open|ticket.raised_at=2026-10-01|ticket.ticket_assignee=U0BOB|contact_name=Nobody",
			"is:tickets|code=C001|ticket.ticket_subject=They answer|ticket.ticket_state=waiting|ticket.raised_at=2030-01-01",
			"is:tickets|name=Contoso|contact_name=Carl|ticket.ticket_text=The first line\nand more|ticket.priority=urgent",
			"is:tickets|name=Contoso|ticket.priority=low",
			"is:tickets|ticket.ticket_code=T001|name=Contoso|code=C777|ticket.priority=urgent",
			"is:tickets|code=C001|ticket.ticket_subject=Login|ticket.raised_at=2026-11-02 09:00:00|ticket.priority=high",
		)
		preview := w.run(manager(alice), models.TaskPreview, models.DuplicatesUpdate, list)
		task, got := w.imported(manager(alice), models.DuplicatesUpdate, list)
		expectLines(t, got,
			"2 updated C001 import_ticket_state", "3 created C001", "4 created C001", "5 rejected C001 import_ticket_undated", "6 rejected C001 import_ticket_undated",
			"7 created C001 import_contact@contact_name", "8 created C001 import_time@name", "9 created C002", "10 rejected C002 required", "11 updated C001", "12 updated C001")
		if preview.Counts.Created != task.Counts.Created || preview.Counts.Rejected != task.Counts.Rejected {
			t.Errorf("the preview said %+v, it is %+v", preview.Counts, task.Counts)
		}
		w.expectTickets(there.ID, "T004 open normal Old and open U0BOB", "T001 open urgent printer U0BOB", "T005 waiting normal They answer", "T003 solved normal Slow", "T002 closed high Login")
		for code, want := range map[string]string{
			"T002": "11-02 01:00 11-02 01:20 11-03 02:00 11-05 04:00 good", "T003": "11-02 01:00 - 11-02 08:00 -", "T004": "10-01 04:00 - - -",
		} {
			if got := w.took(code); got != want {
				t.Errorf("%s took %q, want %q", code, got, want)
			}
		}
		if n := w.pending(models.ToldAssigned, models.ToldBreach, models.ToldAsked); n != 0 {
			t.Errorf("%d messages tell of tickets of a file", n)
		}
		if due, err := w.TicketsToAlert(w.ctx, w.now.Add(time.Minute), 50); err != nil || len(due) > 0 && due[0].Code != "T006" {
			t.Errorf("an old ticket is warned of: %v, %v", due, err)
		}
		if _, contoso, _, _ := w.TicketsOf(w.ctx, as(alice), w.named("C002").ID, 5); len(contoso) != 1 || contoso[0].Subject != "The first line" || contoso[0].ContactID != models.PrimaryContact {
			t.Errorf("the new customer's ticket is %+v", contoso)
		}
		_, again := w.imported(manager(alice), models.DuplicatesSkip, list[1:3])
		expectLines(t, again, "3 skipped C001 import_ticket_there", "4 skipped C001 import_ticket_there")
		undo, err := w.UndoTask(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		if got := w.task(undo.ID).Counts; got.Undone != 8 {
			t.Errorf("%+v was taken back: %q", got, w.reasons(undo.ID))
		}
		w.expectTickets(there.ID, "T001 open low Printer")
		if now, _ := w.store.Ticket(w.ctx, known.ID); now.ContactID != known.ContactID || !w.named("C002").Archived() {
			t.Errorf("left are %+v and C002", now)
		}
		_, got = w.imported(models.Actor{ID: alice, Role: models.RoleSales}, models.DuplicatesUpdate, lines("is:tickets|code=C001|ticket.ticket_subject=x|ticket.ticket_assignee=U0BOB"))
		expectLines(t, got, "2 rejected import_not_own@name")
		if _, err := w.CreateCustomer(w.ctx, by(bob), models.Customer{Name: "Bob Ltd"}); err != nil {
			t.Fatal(err)
		}
		_, got = w.imported(models.Actor{ID: alice, Role: models.RoleSupport}, models.DuplicatesUpdate, lines("is:tickets|name=Bob Ltd|ticket.ticket_subject=Of anybody’s customer"))
		expectLines(t, got, "2 created C003")
	})
}

// Rows that are campaigns are known again by ID or name; a name isn't changed by a file, and who may import but not promote is refused.
func TestRowsThatAreCampaigns(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		spring := w.newCampaign("Spring fair")
		list := lines(
			"is:campaigns|campaign.campaign_name=SPRING fair|campaign.campaign_budget=5万|campaign.campaign_channel=event",
			"is:campaigns|campaign.campaign_code=M001|campaign.campaign_name=Autumn fair|campaign.campaign_cost=300|campaign.campaign_cost_currency=USD",
			"is:campaigns|campaign.campaign_name=Webinar|campaign.campaign_begins=2026-11-01|campaign.campaign_ends=2026-10-01|campaign.tags=a|campaign.campaign_audience=nobody",
			"is:campaigns|campaign.campaign_name=webinar|campaign.owner=U0BOB", "is:campaigns|campaign.campaign_code=M077", "is:campaigns|campaign.campaign_name=Mail|campaign.campaign_budget=5|campaign.campaign_budget_currency=XXQ",
		)
		preview := w.run(manager(alice), models.TaskPreview, models.DuplicatesUpdate, list)
		task, got := w.imported(manager(alice), models.DuplicatesUpdate, list)
		expectLines(t, got, "2 updated", "3 updated import_campaign_name", "4 created unknown_audience@name campaign_ends@name", "5 updated", "6 rejected required", "7 created bad_money@name")
		if preview.Counts != task.Counts {
			t.Errorf("the preview said %+v, it is %+v", preview.Counts, task.Counts)
		}
		var all []string
		read := func() {
			all = nil
			for _, name := range []string{"Spring fair", "Webinar", "Mail"} {
				m := w.campaign(name)
				all = append(all, fmt.Sprint(m.Code, " ", m.Name, " ", m.Channel, " ", m.BeginsOn, m.EndsOn, " ", m.Budget, " ", m.Cost, " ", m.Owner, " ", m.Tags))
			}
		}
		read()
		want := []string{"M001 Spring fair event   50000 CNY 300 USD " + bob + " ", "M002 Webinar  2026-11-01    " + bob + " a", "M003 Mail      " + alice + " "}
		if diff := cmp.Diff(want, all); diff != "" {
			t.Errorf("campaigns (-want +got):\n%s", diff)
		}
		undo, err := w.UndoTask(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		if got := w.task(undo.ID).Counts; got.Undone != 5 {
			t.Errorf("%+v was taken back: %q", got, w.reasons(undo.ID))
		}
		if m := w.campaign("Spring fair"); m.ID != spring.ID || !m.Budget.None() || !m.Cost.None() || w.campaign("Webinar").ID != 0 || w.campaign("Mail").ID != 0 {
			t.Errorf("left is %+v", m)
		}
		sales := models.Operation{Actor: models.Actor{ID: alice, Role: models.RoleSales}, Source: "test"}
		if _, err := w.StartImport(w.ctx, sales, models.Task{Mode: models.TaskDo, Place: models.TaskInSlack}, models.ImportArgs{Duplicates: models.DuplicatesSkip, Of: models.ImportCampaigns}); models.AsErrors(err) == nil {
			t.Errorf("sales import campaigns: %v", err)
		}
	})
}

// Rows that are members join the campaign that they name, in their state since then, and come into another; taken back, they are as they were.
func TestRowsThatAreMembers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		there, fair := w.create("Northwind"), w.newCampaign("Spring fair")
		gone := w.newCampaign("Gone")
		if _, err := w.ArchiveCampaign(w.ctx, marketing(), gone.ID, true); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.AddMember(w.ctx, by(alice), fair.ID, there.ID, "", ""); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
		list := lines(
			"is:members|name=Northwind|member.member_campaign=M001|member.member_state=attended|member.member_since="+w.now.Add(-20*time.Minute).Format(time.RFC3339), "is:members|name=Contoso|contact_name=Carl|member.member_campaign=spring FAIR|member.member_state=declined|member.member_since=2026-11-03",
			"is:members|name=Fabrikam|member.member_campaign=M001", "is:members|name=Fabrikam|member.member_campaign=M001", "is:members|name=Fabrikam|member.member_campaign=Nowhere", "is:members|name=Fabrikam", "is:members|code=C001|member.member_campaign=M002",
		)
		preview := w.run(manager(alice), models.TaskPreview, models.DuplicatesUpdate, list)
		task, got := w.imported(manager(alice), models.DuplicatesUpdate, list)
		expectLines(t, got, "2 updated C001", "3 created C002", "4 created C003", "5 same C003", "6 rejected C003 import_member_campaign", "7 rejected C003 import_member_none", "8 rejected C001 campaign_archived")
		if preview.Counts.Created != 2 || preview.Counts.Rejected != 3 {
			t.Errorf("the preview said %+v", preview.Counts)
		}
		members := func() (lines []string) {
			page, err := w.CampaignMembers(w.ctx, as(alice), models.MemberQuery{CampaignID: fair.ID, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range page.Members {
				touches, _ := w.store.Touches(w.ctx, m.ID)
				lines = append(lines, fmt.Sprint(page.Customers[m.CustomerID].Code, " ", m.State, " ", m.ContactID, " ", len(touches)))
				if m.State == models.MemberAttended && (!m.StateAt.Equal(w.now.Add(-20*time.Minute).Truncate(time.Second)) || !touches[1].MovedAt.Equal(m.StateAt)) {
					t.Errorf("attended since %s, touched %+v", m.StateAt, touches)
				}
				if m.State == models.MemberDeclined && m.StateAt.Format("2006-01-02") != "2026-11-03" {
					t.Errorf("declined since %s", m.StateAt)
				}
			}
			return lines
		}
		if diff := cmp.Diff([]string{"C001 attended 0 2", "C002 declined -1 1", "C003 invited 0 1"}, members()); diff != "" {
			t.Errorf("members (-want +got):\n%s", diff)
		}
		undo, err := w.UndoTask(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		if got := w.task(undo.ID).Counts; got.Undone != 3 {
			t.Errorf("%+v was taken back: %q", got, w.reasons(undo.ID))
		}
		if got := members(); got[0] != "C001 invited 0 1" || !w.named("C002").Archived() {
			t.Errorf("members are %q", got)
		}
		if _, err := w.CreateCustomer(w.ctx, by(bob), models.Customer{Name: "Bob Ltd"}); err != nil {
			t.Fatal(err)
		}
		_, got = w.imported(models.Actor{ID: alice, Role: models.RoleMarketing}, models.DuplicatesUpdate, lines("is:members|name=Bob Ltd|member.member_campaign=M001|member.member_state=attended", "is:members|name=Fifth|member.member_campaign=M001"))
		expectLines(t, got, "2 created C004", "3 created C005")
	})
}
