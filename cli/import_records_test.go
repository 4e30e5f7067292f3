package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// records are all tickets, campaigns and members as lines, with their versions and times.
func (w *imports) records() (lines []string) {
	w.t.Helper()
	ctx := w.t.Context()
	add := func(err error, of any, get func(models.Field) string, fields []models.FieldSpec) {
		if err != nil {
			w.t.Fatal(err)
		}
		line := fmt.Sprintf("%T", of)
		for _, spec := range fields {
			line += "|" + get(spec.Key)
		}
		lines = append(lines, line)
	}
	tickets, err := w.st.TicketsAfter(ctx, models.TicketQuery{States: models.TicketStates()}, 0, 1000)
	for _, t := range tickets.Tickets {
		moves, _ := w.st.TicketMoves(ctx, t.ID)
		add(err, t, t.Get, models.Tickets.Fields)
		lines = append(lines, fmt.Sprint(t.CustomerID, t.Version, t.Custom, len(moves), t.ResponseLate, t.SolveLate))
	}
	campaigns, err := w.st.CampaignsAfter(ctx, 0, 1000)
	for _, m := range campaigns {
		add(err, m, m.Get, models.Campaigns.Fields)
	}
	members, err := w.st.MembersAfter(ctx, 0, "", 0, 1000)
	for _, m := range members.Members {
		add(err, m, func(f models.Field) string { return models.CampaignMembers.Get(&m, f) }, models.CampaignMembers.Fields)
	}
	return lines
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Tickets of other systems are known by their columns, in both languages; what they say of times and states is taken as it is, and a cell that says
// nothing is named. What is exported and imported again changes nothing, in each format and language.
func TestTicketsOfOtherSystems(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newImports(t, db)
		zendesk := file(t, "zendesk.csv", "Ticket ID,Subject,Requester,Requester email,Organization,Status,Priority,Assignee,Created at,Solved at,Satisfaction,Tags\n"+
			"35436,Cannot log in,Ann Lee,ann@northwind.example,Northwind Ltd,Closed,Urgent,,2026-03-02T09:00:00Z,2026-03-02T11:30:00Z,Good,\"login, vip\"\n"+
			"35437,Invoice is wrong,Ann Lee,ann@northwind.example,Northwind Ltd,Pending,Normal,nobody@x.example,2026-03-05T08:00:00+01:00,,,\n"+
			"35438,No end,Carl,carl@contoso.example,Contoso Ltd,Solved,whatever,,2026-03-05 08:00,,,\n"+
			"35439,Backwards,Carl,carl@contoso.example,Contoso Ltd,Solved,Low,,2026-03-05 08:00,2026-03-04 08:00,,\n"+
			"35440,Still open,Carl,carl@contoso.example,Contoso Ltd,On hold?,Low,,2026-13-05 08:00,,,\n")
		status, counts, said := w.run("--dry-run", zendesk)
		if status != 1 || counts != (result{Rows: 5, Created: 3, Rejected: 2}) {
			t.Errorf("the preview: %d, %+v\n%s", status, counts, said)
		}
		status, counts, said = w.run(zendesk)
		if status != 1 || counts != (result{Rows: 5, Created: 3, Rejected: 2}) {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		for _, text := range []string{
			"Each row is taken as a ticket", "Subject → Subject", "Requester → Contact", "Created at → Raised", "To take a ticket that is solved or closed", "I6 Created at", "H3 Assignee", "“On hold?”", "whatever. What does each mean",
		} {
			if !strings.Contains(said, text) {
				t.Errorf("it doesn't say %q:\n%s", text, said)
			}
		}
		chinese := file(t, "工单.csv", "客户名称,工单主题,优先级,状态,负责人,创建时间,解决时间,联系人,描述\n星河科技有限公司,打印机坏了,紧急,已解决,,2026/3/2 9:00,2026/3/2 10:30,王工,卡纸\n星河科技有限公司,打印机坏了,高,处理中,,2026/3/9 9:00,,王工,又卡纸了\n")
		if status, counts, said := w.run(chinese); status != 0 || counts.Created != 2 || !strings.Contains(said, "优先级 → Priority") {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		freshdesk := file(t, "freshdesk.csv", "Ticket ID;Subject;Status;Priority;Agent;Created time;Resolved time;Closed time;Initial response time;Survey results;Full name;Company\n"+
			"7;Slow;Closed;Medium;;2026-03-02 09:00:00;2026-03-03 09:00:00;2026-03-05 10:00:00;2026-03-02 09:10:00;Unhappy;Dora;Dora AG\n")
		if status, counts, said := w.run(freshdesk); status != 0 || counts.Created != 1 {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		var got []string
		page, err := w.st.TicketsAfter(t.Context(), models.TicketQuery{States: models.TicketStates()}, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		at := func(t *time.Time) string {
			if t == nil {
				return "-"
			}
			return t.UTC().Format("0102T1504")
		}
		for _, t := range page.Tickets {
			got = append(got, fmt.Sprint(t.Code, " ", page.Customers[t.CustomerID].Code, " ", t.Subject, " ", t.Priority, " ", t.State, " ", at(&t.RaisedAt), " ", at(t.RespondedAt), " ", at(t.SolvedAt), " ", at(t.ClosedAt), " ", t.Satisfaction, " ", t.Tags, " ", t.ContactID))
		}
		want := []string{
			"T001 C001 Cannot log in urgent closed 0302T0900 - 0302T1130 0302T1130 good login,vip -1", "T002 C001 Invoice is wrong normal waiting 0305T0700 - - -   -1",
			"T003 C002 Still open low open " + at(&page.Tickets[2].RaisedAt) + " - - -   -1",
			"T004 C003 打印机坏了 urgent solved 0302T0100 - 0302T0230 -   -1", "T005 C003 打印机坏了 high open 0309T0100 - - -   -1", "T006 C004 Slow normal closed 0302T0100 0302T0110 0303T0100 0305T0200 poor  -1",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("tickets (-want +got):\n%s", diff)
		}
		before := w.records()
		if status, counts, said := w.run("--duplicates", "update", zendesk); status != 1 || counts.Created+counts.Updated != 0 {
			t.Errorf("the same again: %d, %+v\n%s", status, counts, said)
		}
		if diff := cmp.Diff(before, w.records()); diff != "" {
			t.Errorf("the same again (-before +after):\n%s", diff)
		}
		w.live()
		w.changesNothing("tickets", w.records())
	})
}

// live lets tickets be as they are where people work: raised and moved here, with custom fields of each kind and a contact besides the primary one.
func (w *imports) live() {
	w.t.Helper()
	ctx, admin := w.t.Context(), models.Operation{Actor: models.Actor{ID: "U0ADMIN", Role: models.RoleAdmin}, Source: "test"}
	service := crm.New(w.st, models.ClockFunc(time.Now), crm.Team{Privacy: models.PrivacyProtected})
	set := map[models.Field]string{models.FieldTicketSubject: "Raised here", models.FieldTicketText: "two\nlines, \"quoted\"", models.FieldTags: "a,b", models.FieldTicketAssignee: "U0AGENT", models.FieldPriority: "low"}
	for kind, value := range map[models.CustomKind]string{models.CustomText: "=x", models.CustomNumber: "1200.5", models.CustomDate: "2026-03-05", models.CustomYesNo: "yes", models.CustomChoice: "North", models.CustomUser: "U0ELSE"} {
		draft := models.CustomField{Entity: models.EntityTicket, Kind: kind, LabelEN: "Own " + string(kind), LabelZH: "自定义" + string(kind)}
		if kind == models.CustomChoice {
			draft.Options = []models.Option{{EN: "North", ZH: "华北"}, {EN: "South", ZH: "华南"}}
		}
		made, err := service.AddField(ctx, admin, draft)
		if err != nil {
			w.t.Fatal(err)
		}
		if kind == models.CustomChoice {
			value = made.Options[0].Key
		}
		set[made.Key()] = value
	}
	customer, err := w.st.CustomerByCode(ctx, "C001")
	if err != nil {
		w.t.Fatal(err)
	}
	_, bo, err := service.AddContact(ctx, admin, customer.ID, map[models.Field]string{models.FieldContactName: "Bo Chen"}, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	set[models.FieldTicketContact] = models.ContactKey(bo.ID)
	for _, states := range [][]models.TicketState{{}, {models.TicketWaiting}, {models.TicketSolved, models.TicketOpen}, {models.TicketSolved, models.TicketClosed}} {
		_, raised, err := service.RaiseTicket(ctx, admin, customer.ID, models.TicketInput{Values: set, Requester: "U0ASKS"})
		for _, state := range states {
			if err == nil {
				_, raised, err = service.MoveTicket(ctx, admin, raised.ID, 0, state)
			}
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// Whatever stands in a column of such files, in either language, is said in a sentence at its cell, and nothing else comes of it.
func TestBadCellsOfRecords(t *testing.T) {
	storetest.WithoutRace(t)
	w := newImports(t, storetest.SQLite(t))
	if status, _, said := w.run(file(t, "campaigns.csv", "Campaign Name,Budget\nFair,5\n")); status != 0 {
		t.Fatal(said)
	}
	for kind, list := range map[string][]string{
		"tickets":   {"Ticket ID", "Subject", "Details", "Priority", "State of the ticket", "Assignee", "Tags", "Raised", "First answer", "Solved", "Closed", "Satisfaction", "Customer ID", "Customer name", "Contact", "Phone", "Email"},
		"campaigns": {"Campaign ID", "Campaign", "Channel", "Begins", "Ends", "Budget", "Currency of the budget", "Cost", "Currency of the cost", "Audience", "Owner", "Tags", "Notes on the campaign"},
		"members":   {"Campaign ID", "Customer ID", "Customer name", "Contact", "Response", "Since"},
	} {
		good := map[string]string{"Subject": "x", "Customer name": "Northwind Ltd", "Campaign": "Other", "Campaign ID": "M001"}
		if kind == "campaigns" {
			good["Campaign ID"] = ""
		}
		var text strings.Builder
		text.WriteString(strings.Join(list, ",") + "\n")
		bad := []string{"#REF!", "99/99/2026", "@nobody@", "T999999", "=1+1", "<!channel> *x*", strings.Repeat("长", 300), "福利", "\u202e\u0000x", "-5 ZZZ"}
		for i := range list {
			for _, cell := range bad {
				cells := make([]string, len(list))
				for j, title := range list {
					if cells[j] = good[title]; j == i {
						cells[j] = cell
					}
				}
				text.WriteString("\"" + strings.Join(cells, "\",\"") + "\"\n")
			}
		}
		path := file(t, kind+".csv", text.String())
		var counts [2]result
		for i, language := range []string{"en", "zh"} {
			status, out, errs := run(t, w.env, "import", "--json", "--lang", language, "--kind", kind, "--dry-run", "--duplicates", "update", path)
			if status > 1 {
				t.Fatalf("%s in %s: %d\n%s", kind, language, status, errs)
			}
			if err := json.Unmarshal([]byte(out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:]), &counts[i]); err != nil {
				t.Fatal(err)
			}
			for _, raw := range []string{"<no value>", "error.", "notice.", "%!"} {
				if strings.Contains(errs, raw) {
					t.Errorf("%s in %s says %q:\n%s", kind, language, raw, errs)
				}
			}
		}
		if counts[0] != counts[1] || counts[0].Rows != len(list)*len(bad) {
			t.Errorf("%s: %+v and %+v of %d", kind, counts[0], counts[1], len(list)*len(bad))
		}
		if status, done, said := w.run("--kind", kind, "--duplicates", "update", path); status > 1 || done.Rejected != counts[0].Rejected {
			t.Errorf("%s: the preview refused %d, the import %+v\n%s", kind, counts[0].Rejected, done, said)
		}
	}
}

// changesNothing exports records of a kind in each format and language, and imports them again.
func (w *imports) changesNothing(kind string, before []string) {
	w.t.Helper()
	for _, ending := range []string{"csv", "xlsx"} {
		for _, language := range []string{"en", "zh"} {
			out := filepath.Join(w.t.TempDir(), kind+"."+ending)
			if status, _, errs := run(w.t, w.env, "export", "--kind", kind, "--lang", language, "--out", out); status != 0 {
				w.t.Fatal(errs)
			}
			status, counts, said := w.run("--duplicates", "update", out)
			if status != 0 || counts.Skipped != counts.Rows || counts.Rows == 0 || strings.Contains(said, "isn’t") && !strings.Contains(said, "isn't taken") {
				w.t.Errorf("%s again as %s in %s: %d, %+v\n%s", kind, ending, language, status, counts, said)
			}
			if diff := cmp.Diff(before, w.records()); diff != "" {
				w.t.Errorf("%s again as %s in %s (-before +after):\n%s", kind, ending, language, diff)
			}
		}
	}
}

// Campaigns and their members come from files of other systems; what is exported and imported again changes nothing.
func TestCampaignsOfOtherSystems(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newImports(t, db)
		salesforce := file(t, "campaigns.csv", "Name,Type,Status,Start Date,End Date,Budgeted Cost,Actual Cost\nSpring fair,Trade Show,Planned,2026-03-01,2026-03-05,\"$12,000\",9000.50\nNewsletter,Email,Completed,2026-13-01,2026-04-01,much,\n,Email,,,,,\nSpring  FAIR,Webinar,,,,,\n")
		status, counts, said := w.run(salesforce)
		if status != 1 || counts != (result{Rows: 4, Created: 2, Skipped: 1, Rejected: 1}) {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		for _, text := range []string{"Each row is taken as a campaign", "Actual Cost → Cost", "D3 Start Date", "F3 Budgeted Cost", "names no campaign", "It is there already: M001"} {
			if !strings.Contains(said, text) {
				t.Errorf("it doesn't say %q:\n%s", text, said)
			}
		}
		chinese := file(t, "活动.csv", "活动名称,渠道,开始日期,结束日期,预算,费用,负责人\n秋季展会,会议展会,2026-09-01,2026-09-03,5万,3.2万,\n")
		if status, counts, said := w.run(chinese); status != 0 || counts.Created != 1 {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		members := file(t, "members.csv", "Campaign,Company,Contact,Member Status,Email\nSpring fair,Northwind Ltd,Ann Lee,Responded,ann@northwind.example\nM003,星河科技有限公司,,已参加,\nSpring fair,Contoso Ltd,,maybe,\nNowhere,Contoso Ltd,,Sent,\n")
		status, counts, said = w.run(members)
		if status != 1 || counts != (result{Rows: 4, Created: 3, Rejected: 1}) || !strings.Contains(said, "D4 Member Status") || !strings.Contains(said, "no campaign “Nowhere”") {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		var got []string
		list, err := w.st.CampaignsAfter(t.Context(), 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			got = append(got, fmt.Sprint(m.Code, " ", m.Name, " ", m.Channel, " ", m.BeginsOn, " ", m.EndsOn, " ", m.Budget, " ", m.Cost))
		}
		page, err := w.st.MembersAfter(t.Context(), 0, "", 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Members {
			got = append(got, fmt.Sprint(m.Code, " ", page.Customers[m.CustomerID].Name, " ", m.State, " ", m.ContactID))
		}
		want := []string{
			"M001 Spring fair event 2026-03-01 2026-03-05 12000 USD 9000.5 CNY", "M002 Newsletter email  2026-04-01  ", "M003 秋季展会 event 2026-09-01 2026-09-03 50000 CNY 32000 CNY",
			"M001 Northwind Ltd answered -1", "M003 星河科技有限公司 attended 0", "M001 Contoso Ltd invited 0",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("campaigns (-want +got):\n%s", diff)
		}
		before := w.records()
		w.changesNothing("campaigns", before)
		w.changesNothing("members", before)
		came := file(t, "zoom.csv", "First Name,Last Name,Email,Organization\nAnn,Lee,ann@northwind.example,Northwind Ltd\nBo,Chen,bo@fabrikam.example,Fabrikam Inc\n")
		if status, counts, said := w.run(came, "--campaign", "newsletter", "--state", "attended"); status != 0 || counts != (result{Rows: 2, Created: 2}) || !strings.Contains(said, "Each row is taken as a member") {
			t.Errorf("%d, %+v\n%s", status, counts, said)
		}
		for _, of := range []string{"M009", "nowhere"} {
			if status, _, said := w.run(came, "--campaign", of); status != 2 || !strings.Contains(said, of) {
				t.Errorf("of %q: %d\n%s", of, status, said)
			}
		}
		if status, _, said := w.run(came, "--state", "attended"); status != 2 || !strings.Contains(said, "--campaign") {
			t.Errorf("without a campaign: %d\n%s", status, said)
		}
	})
}

// Tickets and members are exported as the reader may see them: a contact's name is masked where it may not be revealed, and the log says who got it;
// what is a formula to a spreadsheet is none in the file.
func TestRecordsAreExported(t *testing.T) {
	w := newImports(t, storetest.SQLite(t))
	if status, counts, said := w.run(file(t, "tickets.csv", "Subject,Priority,Company,Contact,Details\n=1+1,High,Northwind Ltd,Ann Lee,\"two\nlines\"\n")); status != 0 || counts.Created != 1 {
		t.Fatalf("%d, %+v\n%s", status, counts, said)
	}
	out := filepath.Join(t.TempDir(), "tickets.csv")
	status, stdout, errs := run(t, w.env, "export", "--kind", "tickets", "--lang", "en", "--out", out)
	if status != 0 || !strings.Contains(stdout, ": 1 tickets") {
		t.Fatalf("%d %s%s", status, stdout, errs)
	}
	written, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(written), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for title, want := range map[string]string{"Ticket ID": "T001", "Customer ID": "C001", "Contact": "Ann Lee", "Subject": "'=1+1", "Target to solve (h)": "8", "Solved in time": "", "Priority": "High"} {
		if at := slices.Index(rows[0], title); at < 0 || rows[1][at] != want {
			t.Errorf("%s isn't %q in %q", title, want, rows)
		}
	}
	if status, _, errs := run(t, w.env, "export", "--kind", "tickets", "--filter", "x", "--out", out); status != 2 || !strings.Contains(errs, "--filter") {
		t.Errorf("a filter of tickets: %d %s", status, errs)
	}
	service := crm.New(w.st, models.ClockFunc(time.Now), crm.Team{Privacy: models.PrivacyProtected})
	seen := func(actor models.Actor) (contact string) {
		_, err := service.ExportTickets(t.Context(), models.Operation{Actor: actor, Source: "test"}, models.TicketQuery{}, func(r models.TicketRow) error {
			contact = r.Contact
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		return contact
	}
	if got := seen(models.Actor{ID: "U0VIEW", Role: models.RoleViewer}); got == "Ann Lee" || got == "" {
		t.Errorf("who may not reveal it sees %q", got)
	}
	if got := seen(models.Actor{ID: "U0LEAD", Role: models.RoleManager}); got != "Ann Lee" {
		t.Errorf("who leads sees %q", got)
	}
	entries, err := w.st.Audit(t.Context(), models.EntityCustomer, 1, 10)
	if err != nil || !slices.ContainsFunc(entries, func(e models.AuditEntry) bool { return e.Action == models.ActionExport && e.Actor == "U0LEAD" }) || slices.ContainsFunc(entries, func(e models.AuditEntry) bool { return e.Actor == "U0VIEW" }) {
		t.Errorf("the log says %+v, %v", entries, err)
	}
	count, err := service.ExportTickets(t.Context(), models.Operation{Actor: models.Actor{ID: "U0CCC", Role: models.RoleSales, OwnOnly: true}}, models.TicketQuery{}, func(models.TicketRow) error { return nil })
	if err != nil || count != 1 { // it is nobody's
		t.Errorf("%d tickets, %v", count, err)
	}
}
