package crm_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// sheet is a file that is imported.
type sheet []models.ImportRow

func (s sheet) Rows(_ context.Context, after int64) iter.Seq2[models.ImportRow, error] {
	return func(yield func(models.ImportRow, error) bool) {
		for _, row := range s {
			row.Values, row.Tags, row.Left = maps.Clone(row.Values), slices.Clone(row.Tags), slices.Clone(row.Left)
			if row.Number > after && !yield(row, nil) {
				return
			}
		}
	}
}

// sheetFields are the columns of the file, each of a field.
var sheetFields = append(models.EditableFields(), models.FieldCode)

func (s sheet) Columns() (list []models.ImportColumn) {
	for i, field := range sheetFields {
		list = append(list, models.ImportColumn{Index: i, Letter: string(rune('A' + i)), Name: string(field), Field: field, Taken: true})
	}
	return list
}

func (s sheet) Close() error { return nil }

// lines make a file: a row a line, fields as "name=ABC|phone=1". What is no field is a tag (#VIP), another contact (+name:李四), a text without
// a field (~Fax:123) or a fault (!phone); is:tickets says what the row is.
func lines(texts ...string) sheet {
	var made sheet
	for i, text := range texts {
		row := models.ImportRow{Number: int64(i + 2), Values: map[models.Field]string{}}
		for part := range strings.SplitSeq(text, "|") {
			name, value, _ := strings.Cut(part, "=")
			switch {
			case strings.HasPrefix(part, "#"):
				row.Tags = append(row.Tags, part[1:])
			case strings.HasPrefix(part, "+"):
				field, value, _ := strings.Cut(part[1:], ":")
				if at := len(row.Further) - 1; at < 0 || row.Further[at].Values[models.Field(field)] != "" {
					row.Further = append(row.Further, models.ImportContact{Values: map[models.Field]string{}, Columns: map[models.Field]int{}})
				}
				further := row.Further[len(row.Further)-1]
				further.Values[models.Field(field)], further.Columns[models.Field(field)] = value, 41
			case strings.HasPrefix(part, "~"):
				name, value, _ := strings.Cut(part[1:], ":")
				row.Left = append(row.Left, models.ImportText{Column: 40, Name: name, Text: value})
			case isGiven(name):
				if row.Record == nil {
					row.Record = map[models.Field]string{}
				}
				row.Record[models.Field(name)] = value
			case strings.HasPrefix(part, "is:"):
				row.Of = models.ImportKind(part[3:])
			case part == "standsin":
				row.StandsIn = true
			case name == "":
				row.Refused = models.Invalid(models.FieldName, "error.row_name")
			default:
				row.Values[models.Field(name)] = value
			}
		}
		made = append(made, row)
	}
	return made
}

// isGiven reports what a row says of a record.
func isGiven(name string) bool {
	_, _, is := models.GivenBy(models.Field(name))
	return is
}

func manager(user string) models.Actor { return models.Actor{ID: user, Role: models.RoleManager} }

// imported imports a file and returns what became of its rows, with all reasons.
func (w *world) imported(actor models.Actor, policy models.DuplicatePolicy, file sheet) (models.Task, []string) {
	w.t.Helper()
	t := w.run(actor, models.TaskDo, policy, file)
	return t, w.reasons(t.ID)
}

func (w *world) run(actor models.Actor, mode models.TaskMode, policy models.DuplicatePolicy, file sheet) models.Task {
	w.t.Helper()
	w.file = file
	op := models.Operation{Actor: actor, Source: "test"}
	args := models.ImportArgs{Duplicates: policy}
	for _, row := range file {
		args.Of = row.Of
	}
	t, err := w.StartImport(w.ctx, op, models.Task{Mode: mode, Place: models.TaskInSlack, Title: "客户.csv", Locale: "zh"}, args)
	if err != nil {
		w.t.Fatal(err)
	}
	w.become(actor)
	w.work()
	return w.task(t.ID)
}

// become gives a person their role, as tasks look it up.
func (w *world) become(actor models.Actor) {
	w.t.Helper()
	if actor.ID == models.SystemID {
		return
	}
	admin := models.Operation{Actor: models.Actor{ID: "U0ADMIN", Role: models.RoleAdmin}, Source: "test"}
	if err := w.SetRole(w.ctx, admin, actor.ID, actor.Role); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) reasons(id int64) (list []string) {
	w.t.Helper()
	rows, err := w.store.TaskRows(w.ctx, id, 0, nil, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, row := range rows {
		text := fmt.Sprint(row.Number, " ", row.Outcome)
		if row.CustomerID != 0 {
			c, err := w.store.Customer(w.ctx, row.CustomerID)
			if err != nil {
				w.t.Fatal(err)
			}
			text += " " + c.Code
		}
		errs, err := models.ReadReasons(row.Reason)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, e := range errs {
			text += " " + strings.TrimPrefix(e.Key, "error.")
			if column, is := models.CellOf(e); is && column < len(sheetFields) {
				text += "@" + string(sheetFields[column])
			}
		}
		list = append(list, text)
	}
	return list
}

func (w *world) named(code string) models.Customer {
	w.t.Helper()
	c, err := w.store.CustomerByCode(w.ctx, code)
	if err != nil {
		w.t.Fatalf("%s: %v", code, err)
	}
	return c
}

// What rows become, by what is there already and the policy. C001 is 星河科技有限公司 with phone and email, C002 and C003 are two people who are
// called alike, C004 is archived, C005 was merged into C001, C006 has the phone of C001.
func TestRowsFindTheirCustomers(t *testing.T) {
	for _, c := range []struct {
		row                  string
		skip, update, create string // what becomes of it
	}{
		{"name=新客户", "created", "created", "created"},
		{"name=星河科技有限公司", "skipped C001 import_there", "same C001", "created"},
		{"name=星河科技", "skipped C001 import_there", "same C001", "created"},
		{"name=星河科技|phone=13900000009", "created import_like", "created import_like", "created"}, // nothing says that it is the company
		{"name=别的名字|email=A@Example.com", "skipped C001 import_there", "updated C001", "created"},
		{"name=星河科技有限公司|phone=021-5555 0000", "skipped C001 import_there", "updated C001", "created"},
		{"name=张伟|phone=13900000009", "created import_like", "created import_like", "created"}, // a third one
		{"name=张伟|phone=139-0000-0001", "skipped C002 import_there", "same C002", "created"},
		{"name=张伟", "skipped C002 import_several", "rejected C002 import_several", "created"},
		{"name=远望|website=star.example", "created import_like", "created import_like", "created"},
		{"code=C002|name=张伟|contact_title=经理", "skipped C002 import_there", "updated C002", "skipped C002 import_there"},
		{"code=c0002|name=张伟", "skipped C002 import_there", "same C002", "skipped C002 import_there"},
		{"code=C005|name=星河|contact_title=经理", "skipped C001 import_there", "updated C001", "skipped C001 import_there"},
		{"code=C004|name=旧客户", "rejected C004 archived", "rejected C004 archived", "rejected C004 archived"},
		{"code=C777|name=从别处来", "created", "created", "created"},
		{"code=C002|contact_title=总监|", "skipped C002 import_there", "updated C002", "skipped C002 import_there"}, // without a name, by its ID
		{"phone=13812345678|", "rejected row_name@name", "rejected row_name@name", "rejected row_name@name"},
		{"name=丁|notes=说福利", "rejected sensitive_word@notes", "rejected sensitive_word@notes", "rejected sensitive_word@notes"},
		{"name=戊|next_follow_up=2020-01-01", "created past_date@next_follow_up", "created past_date@next_follow_up", "created past_date@next_follow_up"},
		{"name=己|owner=没有这个人", "created import_owner@owner", "created import_owner@owner", "created import_owner@owner"},
	} {
		for policy, want := range map[models.DuplicatePolicy]string{models.DuplicatesSkip: c.skip, models.DuplicatesUpdate: c.update, models.DuplicatesCreate: c.create} {
			t.Run(c.row+" "+string(policy), func(t *testing.T) {
				w := newWorld(t, open(t))
				w.familiar()
				file := lines(c.row)
				if strings.HasSuffix(c.row, "|") {
					file[0].Refused = models.Invalid(models.FieldName, "error.row_name")
				}
				preview := w.run(manager(alice), models.TaskPreview, policy, file)
				task, got := w.imported(manager(alice), policy, file)
				text := got[0][2:]
				if outcome, code, ok := strings.Cut(text, " "); ok && outcome == "created" { // its own code says nothing
					_, rest, _ := strings.Cut(code, " ")
					text = strings.TrimSpace(outcome + " " + rest)
				}
				if text != want {
					t.Errorf("%s, want %s", text, want)
				}
				if policy != models.DuplicatesCreate && preview.Counts != task.Counts {
					t.Errorf("the preview said %+v, it came to %+v", preview.Counts, task.Counts)
				}
			})
		}
	}
}

func open(t *testing.T) *store.Store {
	t.Helper()
	return storetest.Open(t, storetest.SQLite(t))
}

func (w *world) familiar() {
	w.t.Helper()
	var all []models.Customer
	for _, c := range []models.Customer{
		{Name: "星河科技有限公司", Phone: "+86 138 1234 5678", Email: "a@example.com", Website: "https://star.example", Owner: alice},
		{Name: "张伟", Phone: "13900000001"},
		{Name: "张伟", Phone: "13900000002"},
		{Name: "旧客户"},
		{Name: "Twin"},
		{Name: "Else", Phone: "13800000000"},
	} {
		saved, err := w.CreateCustomer(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, c)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, saved)
	}
	if _, err := w.ArchiveCustomer(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, all[3].ID, true); err != nil {
		w.t.Fatal(err)
	}
	two := models.MergeInput{Kept: all[0].ID, Other: all[4].ID, KeptVersion: 1, OtherVersion: 1}
	if _, _, err := w.MergeCustomers(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, two); err != nil {
		w.t.Fatal(err)
	}
}

// An update changes what the file says, adds what it adds, erases nothing, and is one operation a row, on every engine.
func TestAnUpdateErasesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{
			Name: "星河科技有限公司", ContactName: "王经理", Phone: "13812345678", Notes: "旧的备注", Tags: "VIP", Industry: "tech", NextFollowUp: w.Today("").AddDays(3), NextFollowUpTime: "15:30",
		})
		if err != nil {
			t.Fatal(err)
		}
		w.create("别家")
		file := lines(
			"name=星河科技有限公司|industry=retail|email=w@example.com|#展会|~传真:021-1|status=active",
			"name=星河科技有限公司|contact_name=李四|phone=13900000002|contact_title=财务", // another person of it
			"name=别家|next_follow_up="+w.Today("").AddDays(9).String()+"|+contact_name:赵六",
			"name=新的|+contact_name:钱七|+phone:13911112222|#展会",
			"name=又一个|contact_name=孙八|+contact_name:周九",
		)
		task, got := w.imported(manager(alice), models.DuplicatesUpdate, file)
		want := []string{"2 updated C001", "3 updated C001", "4 updated C002", "5 created C003", "6 created C004"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
		now := w.named("C001")
		for field, want := range map[models.Field]string{
			models.FieldContactName: "王经理", models.FieldPhone: "13812345678", models.FieldEmail: "w@example.com", models.FieldIndustry: "retail", models.FieldTags: "VIP,展会",
			models.FieldNotes: "旧的备注\n传真: 021-1", models.FieldStatus: "active", models.FieldNextFollowUp: first.NextFollowUp.String(),
		} {
			if now.Get(field) != want {
				t.Errorf("%s is %q, want %q", field, now.Get(field), want)
			}
		}
		others, _, err := w.store.Contacts(w.ctx, now.ID, 10)
		if err != nil || len(others) != 1 || others[0].ContactName != "李四" || others[0].ContactTitle != "财务" {
			t.Errorf("other contacts are %v: %v", others, err)
		}
		changes, err := w.store.StatusChanges(w.ctx, now.ID, 5)
		if err != nil || len(changes) != 2 || changes[0].ToStatus != models.StatusActive || changes[0].InteractionID == 0 {
			t.Errorf("the status went %v: %v", changes, err)
		}
		if c := w.named("C002"); c.NextFollowUp != w.Today("").AddDays(9) || c.ContactName != "赵六" {
			t.Errorf("C002 is %v %q", c.NextFollowUp, c.ContactName.Plain())
		}
		if c := w.named("C003"); c.ContactName != "钱七" || c.Tags != "展会" {
			t.Errorf("C003 has the contact %q and the tags %q", c.ContactName.Plain(), c.Tags)
		}
		if others, _, _ := w.store.Contacts(w.ctx, w.named("C004").ID, 10); len(others) != 1 || others[0].ContactName != "周九" {
			t.Errorf("C004 has the other contacts %v", others)
		}
		again, got := w.imported(manager(alice), models.DuplicatesUpdate, file)
		if again.Counts.Same != 5 {
			t.Errorf("imported once more: %v", got)
		}
		w.takenBack(task, first)
	})
}

// takenBack takes an import back: what it made is gone, what it changed is as before.
func (w *world) takenBack(task models.Task, first models.Customer) {
	w.t.Helper()
	undo, err := w.UndoTask(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, task.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.work()
	if got := w.outcomes(undo.ID); len(got) != 5 || slices.ContainsFunc(got, func(text string) bool { return !strings.Contains(text, "undone") }) {
		w.t.Errorf("taken back: %v", got)
	}
	now := w.named("C001")
	for _, field := range models.EditableFields() {
		if now.Get(field) != first.Get(field) {
			w.t.Errorf("%s was %q, and is %q", field, first.Get(field), now.Get(field))
		}
	}
	if c := w.named("C003"); !c.Archived() {
		w.t.Error("C003 is still there")
	}
}

// Sales people import for themselves, and change what is theirs.
func TestSalesPeopleImportTheirOwn(t *testing.T) {
	w := newWorld(t, open(t))
	w.create("Alice Ltd")
	if _, err := w.CreateCustomer(w.ctx, by(bob), models.Customer{Name: "Bob Ltd"}); err != nil {
		t.Fatal(err)
	}
	file := lines("name=Alice Ltd|notes=a", "name=Bob Ltd|notes=b", "name=Carol Ltd", "name=Dave Ltd|owner="+bob, "name=Erin Ltd|owner="+alice)
	_, got := w.imported(as(alice), models.DuplicatesUpdate, file)
	want := []string{"2 updated C001", "3 rejected C002 import_not_yours", "4 created C003", "5 rejected import_not_own@owner", "6 created C004"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c := w.named("C003"); c.Owner != alice {
		t.Errorf("C003 is %s's", c.Owner)
	}
	viewer := models.Operation{Actor: models.Actor{ID: bob, Role: models.RoleViewer}, Source: "test"}
	_, err := w.StartImport(w.ctx, viewer, models.Task{Mode: models.TaskDo, Place: models.TaskInSlack}, models.ImportArgs{Duplicates: models.DuplicatesSkip})
	refused(t, err, models.Input(""), "error.not_permitted")
}

// A person who lost their role meanwhile imports nothing more.
func TestTheRightsAreThoseOfNow(t *testing.T) {
	w := newWorld(t, open(t))
	w.file = lines("name=A")
	task, err := w.StartImport(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, models.Task{Mode: models.TaskDo, Place: models.TaskInSlack}, models.ImportArgs{Duplicates: models.DuplicatesSkip})
	if err != nil {
		t.Fatal(err)
	}
	w.become(models.Actor{ID: alice, Role: models.RoleViewer})
	w.work()
	if now := w.task(task.ID); now.State != models.TaskFailed || now.Counts.Rows != 0 {
		t.Errorf("it is %s with %+v", now.State, now.Counts)
	}
}

// Rows of one file that are the same customer are one, within a batch and across; a preview knows that too, and after an interruption.
func TestRowsOfAFileKnowEachOther(t *testing.T) {
	texts := []string{"name=甲公司|email=a@x.example", "name=乙公司|email=A@x.example", "name=丙公司", "name=丙公司|notes=n"}
	for i := range 500 {
		texts = append(texts, fmt.Sprintf("name=公司%d号|phone=138%08d", i, i))
	}
	texts = append(texts, "name=甲公司|email=a@x.example", "name=公司7号|phone=13800000007")
	for policy, want := range map[models.DuplicatePolicy]models.TaskCounts{
		models.DuplicatesSkip:   {Rows: 506, Created: 502, Skipped: 4},
		models.DuplicatesCreate: {Rows: 506, Created: 506},
	} {
		w := newWorld(t, open(t))
		preview := w.run(manager(alice), models.TaskPreview, policy, lines(texts...))
		done, _ := w.imported(manager(alice), policy, lines(texts...))
		if preview.Counts != want || done.Counts != want {
			t.Errorf("%s: the preview said %+v, it came to %+v", policy, preview.Counts, done.Counts)
		}
	}
}

// A preview says what would happen, and nothing is written.
func TestAPreviewWritesNothing(t *testing.T) {
	w := newWorld(t, open(t))
	w.familiar()
	before := w.everything()
	task := w.run(manager(alice), models.TaskPreview, models.DuplicatesUpdate, lines(
		"name=星河科技有限公司|contact_title=总经理|notes=新的", "name=张伟", "name=庚|notes=福利", "name=辛|next_follow_up=2020-01-01", "name=壬|industry=tech"))
	if diff := cmp.Diff(before, w.everything()); diff != "" {
		t.Errorf("something was written:\n%s", diff)
	}
	found, err := w.ImportPreview(w.ctx, manager(alice), task.ID)
	if err != nil {
		t.Fatal(err)
	}
	if news, err := w.TaskNews(w.ctx, task.ID, true); err != nil || news.Preview == nil || len(news.Preview.Changes) != 1 {
		t.Errorf("its person is told %+v: %v", news.Preview, err)
	}
	if task.Counts != (models.TaskCounts{Rows: 5, Created: 2, Updated: 1, Rejected: 2}) {
		t.Errorf("it counts %+v", task.Counts)
	}
	if len(found.Refused) != 2 || found.Refused[0].Code != "C002" || found.Refused[1].Reasons[0].Args["Word"] != "福利" {
		t.Errorf("refused are %+v", found.Refused)
	}
	if len(found.Left) != 1 || found.Left[0].Number != 5 {
		t.Errorf("left out is %+v", found.Left)
	}
	want := []models.FieldChange{{Field: models.FieldContactTitle, After: "总经理"}, {Field: models.FieldNotes, After: "新的"}}
	if len(found.Changes) != 1 || found.Changes[0].Code != "C001" || !cmp.Equal(found.Changes[0].Changes, want) {
		t.Errorf("changes are %+v", found.Changes)
	}
}

// everything is how many records there are, and the latest of each customer.
func (w *world) everything() []string {
	w.t.Helper()
	var list []string
	customers, err := w.store.CustomersAfter(w.ctx, 0, "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range customers {
		page, err := w.store.History(w.ctx, c.ID, "", 50)
		if err != nil {
			w.t.Fatal(err)
		}
		list = append(list, fmt.Sprint(c.Code, " ", c.Version, " ", len(page.Entries)))
	}
	return list
}

// An import that is stopped ends behind the batch under way; one whose database fails goes on where it was.
func TestAnImportIsStoppedAndGoesOn(t *testing.T) {
	w := newWorld(t, open(t))
	var texts []string
	for i := range 1000 {
		texts = append(texts, fmt.Sprintf("name=Company %d", i))
	}
	w.file = lines(texts...)
	op := models.Operation{Actor: manager(alice), Source: "test"}
	w.become(manager(alice))
	task, err := w.StartImport(w.ctx, op, models.Task{Mode: models.TaskDo, Place: models.TaskInSlack}, models.ImportArgs{Duplicates: models.DuplicatesSkip, Rows: 1000})
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	ctx, cancel := context.WithCancelCause(w.ctx)
	_, _ = w.Work(ctx, "one", inSlack, func(_ context.Context, at models.Task) { // it is interrupted behind the second batch
		if at.Counts.Rows == 400 {
			cancel(broken)
		}
	})
	if now := w.task(task.ID); now.Ended() || now.Counts.Created != 400 || now.Total != 1000 {
		t.Fatalf("it is %s with %+v of %d", now.State, now.Counts, now.Total)
	}
	w.now = w.now.Add(5 * 60e9)
	_, err = w.Work(w.ctx, "two", inSlack, func(ctx context.Context, at models.Task) {
		if at.Counts.Rows == 800 {
			if _, err := w.StopTask(ctx, op, at.ID); err != nil {
				t.Error(err)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	now := w.task(task.ID)
	if now.State != models.TaskStopped || now.Counts.Created != 1000 && now.Counts.Created != 800 {
		t.Errorf("it is %s with %+v", now.State, now.Counts)
	}
	if found, _ := w.store.CustomersAfter(w.ctx, 0, "", 2000); len(found) != now.Counts.Created {
		t.Errorf("%d customers", len(found))
	}
}

// A follow-up that an update plans is for the customer's owner, unless they have left: then it is for who imports. Slack is asked before the
// transaction, each person once.
func TestAnUpdateGivesNoWorkToWhoLeft(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		w := newWorld(t, open())
		const carol = "U0CAROL"
		var asked []string
		left := false
		w.Service = crm.New(w.store, models.ClockFunc(func() time.Time { return w.now }), crm.Team{
			Person: func(_ context.Context, id string) (crm.Colleague, error) {
				asked = append(asked, id)
				return crm.Colleague{Identity: models.Identity{ID: id, Gone: id == bob && left}}, nil
			},
			Imports: func(context.Context, models.Task, models.ImportArgs, models.Rules) (crm.ImportSource, error) {
				return w.file, nil
			},
		})
		for name, owner := range map[string]string{"Northwind": bob, "Contoso": carol, "Fabrikam": bob, "Tailspin": ""} {
			if _, err := w.CreateCustomer(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, models.Customer{Name: name, Owner: owner}); err != nil {
				t.Fatal(err)
			}
		}
		left, asked = true, nil
		file := lines("name=Northwind|next_follow_up=2026-12-01", "name=Contoso|next_follow_up=2026-12-01", "name=Fabrikam|next_follow_up=2026-12-02", "name=Tailspin|next_follow_up=2026-12-02")
		_, outcomes := w.imported(manager(alice), models.DuplicatesUpdate, file)
		for _, outcome := range outcomes {
			if !strings.Contains(outcome, "updated") {
				t.Errorf("a row is %s", outcome)
			}
		}
		for name, want := range map[string]string{"Northwind": alice, "Contoso": carol, "Fabrikam": alice, "Tailspin": alice} {
			found, err := w.store.CustomersByName(w.ctx, name, "", 1)
			if err != nil || len(found) != 1 {
				t.Fatal(found, err)
			}
			planned, err := w.store.OpenFollowUps(w.ctx, found[0].ID, 10)
			if err != nil || len(planned) != 1 || planned[0].Assignee != want {
				t.Errorf("%s: planned is %+v, want it for %s (%v)", name, planned, want, err)
			}
		}
		slices.Sort(asked)
		if diff := cmp.Diff([]string{alice, bob, carol}, slices.Compact(slices.Clone(asked))); diff != "" || len(asked) > 4 {
			t.Errorf("asked for %v", asked)
		}
	})
}

// Each further contact of a row becomes a contact of its own, of a new customer and of one that is there; an import of the same file again changes
// nothing. A value that can't be one stays in the notes, and its contact stays.
func TestSeveralFurtherContacts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		boss := manager(alice)
		file := lines(
			"name=新的|contact_name=孙八|+contact_name:钱七|+phone:13911112222|+contact_name:周九|+email:zhou@x.example",
			"name=没有联系人|+contact_name:甲|+contact_name:乙|+contact_title:经理",
			"name=坏电话|contact_name=李|+contact_name:王|+phone:1-2|+contact_name:张|+email:zhang@x.example",
		)
		contacts := func(name string) (list []string) {
			found, err := w.store.CustomersByName(w.ctx, name, "", 1)
			if err != nil || len(found) != 1 {
				t.Fatal(found, err)
			}
			others, _, err := w.store.Contacts(w.ctx, found[0].ID, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range append([]models.Contact{found[0].Primary()}, others...) {
				list = append(list, strings.Join([]string{c.ContactName.Plain(), c.ContactTitle, c.Phone.Plain(), c.Email.Plain()}, "/"))
			}
			return append(list, found[0].Notes)
		}
		want := map[string][]string{
			"新的":    {"孙八///", "钱七//13911112222/", "周九///zhou@x.example", ""},
			"没有联系人": {"甲///", "乙/经理//", ""},
			"坏电话":   {"李///", "王///", "张///zhang@x.example", "1-2"},
		}
		for _, again := range []bool{false, true} {
			_, outcomes := w.imported(boss, models.DuplicatesUpdate, file)
			if says := strings.Join(outcomes, "; "); strings.Count(says, "same") != map[bool]int{true: 3}[again] || strings.Count(says, "created") != map[bool]int{false: 3}[again] {
				t.Errorf("again %v: %s", again, says)
			}
			for name, list := range want {
				if diff := cmp.Diff(list, contacts(name)); diff != "" {
					t.Errorf("%s, again %v: %s", name, again, diff)
				}
			}
		}
		_, outcomes := w.imported(boss, models.DuplicatesUpdate, lines("name=新的|contact_name=孙八|+contact_name:吴十|+contact_name:周九|+contact_name:郑一"))
		if !strings.Contains(outcomes[0], "updated") {
			t.Error(outcomes)
		}
		if diff := cmp.Diff([]string{"孙八///", "钱七//13911112222/", "周九///zhou@x.example", "吴十///", "郑一///", ""}, contacts("新的")); diff != "" {
			t.Error(diff)
		}
	})
}

// An import that opened and changed deals is taken back with them: what it opened is gone, what it changed is as it was, and who changed a deal
// since keeps it.
func TestDealsOfAnImportAreTakenBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		there, none, changed := w.create("Northwind"), w.create("Contoso"), w.create("Fabrikam")
		w.deal(there.ID, values{models.FieldDealTitle: "Licences", models.FieldAmount: "5"})
		third := w.deal(changed.ID, values{models.FieldDealTitle: "Training"})
		task, got := w.imported(manager(alice), models.DuplicatesUpdate, lines(
			"code=C001|name=Northwind|deal.amount=12000|deal.stage=报价|deal.close=2027-01-31", "code=C002|name=Contoso|deal.amount=7|deal.currency=USD",
			"code=C003|name=Fabrikam|deal.stage=Negotiation", "name=Acme|deal.amount=1",
		))
		expectLines(t, got, "2 updated C001", "3 updated C002", "4 updated C003", "5 created C004")
		w.expectDeals(there.ID, "Licences", "D001 open 3 Licences 12000 CNY 2027-01-31")
		w.expectDeals(none.ID, "Contoso", "D003 open 1 Contoso 7 USD")
		w.expectDeals(changed.ID, "Training", "D002 open 4 Training")
		if _, _, err := w.UpdateDeal(w.ctx, by(bob), third.ID, models.EditBase{}, values{models.FieldAmount: "9"}); err != nil {
			t.Fatal(err)
		}
		undo, err := w.UndoTask(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		w.expectDeals(there.ID, "Licences", "D001 open 1 Licences 5 CNY")
		w.expectDeals(none.ID, "")
		w.expectDeals(changed.ID, "Training", "D002 open 4 Training 9 CNY")
		if got := w.task(undo.ID).Counts; got.Undone != 3 || got.Kept != 1 {
			t.Errorf("%+v was taken back", got)
		}
	})
}

// Rows that are deals change nothing of customers that are there; who may import their own only gives deals to those. Taken back, the deals are
// gone or as they were, and customers that were made for them are archived.
func TestRowsThatAreDeals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		there, others := w.create("Northwind"), w.create("Contoso")
		if _, err := w.UpdateCustomer(w.ctx, by(alice), others.ID, 0, values{models.FieldOwner: bob}); err != nil {
			t.Fatal(err)
		}
		w.deal(there.ID, values{models.FieldDealTitle: "Licences", models.FieldAmount: "5"})
		list := lines(
			"is:deals|name=Northwind|phone=010-1234567|deal.deal_title=Licences|deal.amount=7|deal.tags=a,b", "is:deals|code=C001|deal.deal_title=Training|deal.owner=U0BOB|deal.probability=120",
			"is:deals|name=Acme|deal.deal_title=First|deal.stage=报价", "is:deals|name=Acme|deal.deal_title=Second", "is:deals|name=Contoso|deal.deal_title=Theirs",
			"is:deals|deal.deal_code=D001|deal.stage=Nowhere|deal.close=2020-01-01", "is:deals|code=C001|deal.deal_title=Old|deal.stage=赢单|deal.created_at=2026-01-05|deal.close=2026-02-01",
		)
		preview := w.run(manager(alice), models.TaskPreview, models.DuplicatesUpdate, list)
		task, got := w.imported(manager(alice), models.DuplicatesUpdate, list)
		expectLines(t, got, "2 updated C001", "3 created C001 probability@name", "4 created C003", "5 created C003", "6 created C002", "7 updated C001 import_stage@name", "8 created C001")
		if preview.Counts.Created != task.Counts.Created || preview.Counts.Updated != task.Counts.Updated {
			t.Errorf("the preview said %+v, it is %+v", preview.Counts, task.Counts)
		}
		w.expectDeals(there.ID, "Licences", "D001 open 1 Licences 7 CNY 2020-01-01", "D002 open 1 Training", "D006 won 5 Old 2026-02-01")
		if c := w.named("C001"); c.Phone != "" || c.Tags != "" {
			t.Errorf("the customer got %q, %q", c.Phone, c.Tags)
		}
		undo, err := w.UndoTask(w.ctx, models.Operation{Actor: manager(alice), Source: "test"}, task.ID)
		if err != nil {
			t.Fatal(err)
		}
		w.work()
		if got := w.task(undo.ID).Counts; got.Undone != 7 {
			t.Errorf("%+v was taken back: %q", got, w.reasons(undo.ID))
		}
		w.expectDeals(there.ID, "Licences", "D001 open 1 Licences 5 CNY")
		w.expectDeals(others.ID, "")
		if c := w.named("C003"); !c.Archived() {
			t.Error("a customer that was made for a deal is still there")
		}
		_, got = w.imported(models.Actor{ID: alice, Role: models.RoleSales}, models.DuplicatesUpdate, lines("is:deals|name=Contoso|deal.deal_title=Mine", "is:deals|name=Fabrikam|deal.deal_title=Mine"))
		expectLines(t, got, "2 rejected C002 import_not_yours", "3 created C004")
	})
}
