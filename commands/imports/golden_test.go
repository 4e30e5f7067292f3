package imports

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// memory is a file in memory.
type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

// asksMuch is a file of which much has to be asked.
const asksMuch = "序号,客户名称,电话,签约日期,金额（万元）,客户状态,第二电话,Favourite colour,空列\n" +
	"1,ABC公司,010-62345678,05/03/2026,1.200,潜力股,138 1234 5678,red <b>,\n" +
	"2,星河科技,010-62345679,06/04/2026,3.400,成交,N/A,blue,\n" +
	"3,北京银行,010-62345680,07/05/2026,5.600,潜力股,,green,\n"

func opened(tb testing.TB, text, name string, p ...*i18n.Printer) *incoming.Incoming {
	tb.Helper()
	var words []mapping.Word
	for _, one := range p {
		words = append(words, func(key string) (string, bool) {
			if !one.Has(key) {
				return "", false
			}
			return one.T(key), true
		})
	}
	rules := models.Rules{Industries: []string{"technology"}, Today: viewstest.Today}
	in, err := incoming.Open(tb.Context(), memory{bytes.NewReader([]byte(text))}, name, models.ImportArgs{File: "F0FILE", Duplicates: models.DuplicatesUpdate},
		incoming.Known{Fields: mapping.NewFields(nil, rules, words...), Words: words})
	if err != nil {
		tb.Fatal(err)
	}
	return in
}

func form(to views.Reader, in *incoming.Incoming, makes bool) columnsForm {
	f := columnsForm{Reader: to, in: in, makes: makes, rules: models.Rules{Industries: []string{"technology"}}}
	f.targets = f.allTargets()
	f.shown = f.order()
	return f
}

func TestGolden(t *testing.T) {
	ended := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	task := func(mode models.TaskMode, state models.TaskState, counts models.TaskCounts, total int64) models.Task {
		at := ended
		return models.Task{ID: 12, Kind: models.TaskImport, Mode: mode, State: state, Title: "客户 <list>.xlsx", Counts: counts, Total: total, FinishedAt: &at}
	}
	reasons := models.Reasons(models.Errors{models.Conflict("error.import_changed")})
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		in := opened(t, asksMuch, "客户.csv", p)
		args := in.Args
		args.Unsure = []int{3, 4}
		shown := models.ImportPreview{
			Args: args, Columns: in.Columns(),
			Refused:    []models.PreviewRow{{Number: 17, Reasons: models.Errors{models.AtCell(models.Invalid(models.FieldEmail, "error.bad_email", "Value", "a@"), 2)}}, {Number: 18, Reasons: models.Errors{models.Invalid(models.FieldName, "error.row_name")}}},
			Left:       []models.PreviewRow{{Number: 19, Reasons: models.Errors{models.AtCell(models.Invalid("", "error.bad_date", "Value", "never"), 3)}}},
			Duplicates: []models.PreviewRow{{Number: 3, Code: "C003"}},
			Changes:    []models.PreviewRow{{Number: 4, Code: "C004", Changes: []models.FieldChange{{Field: models.FieldStatus, Before: "potential", After: "active"}, {Field: models.FieldPhone, Before: "13812345678", After: "13912345678"}}}},
		}
		none := models.ImportPreview{Args: models.ImportArgs{Duplicates: models.DuplicatesSkip}, Columns: []models.ImportColumn{{Index: 0, Letter: "A", Name: "客户名称", Field: models.FieldName, Taken: true}}}
		failing := task(models.TaskDo, models.TaskFailed, models.TaskCounts{Rows: 50, Created: 50}, 100)
		failing.Failure = reasons
		refused := task(models.TaskPreview, models.TaskFailed, models.TaskCounts{}, 0)
		refused.Failure = reasons
		stops := task(models.TaskDo, models.TaskRunning, models.TaskCounts{Rows: 500, Created: 500}, 1000)
		stops.Stops = true
		forYou, forAll := models.Actor{ID: "U0SALES", Role: models.RoleSales}, models.Actor{ID: "U0BOB", Role: models.RoleManager}
		counts := models.TaskCounts{Rows: 3000, Created: 2850, Updated: 40, Same: 10, Skipped: 60, Rejected: 40}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"import_offer":         offerFiles(p, []bot.Attached{{ID: "F0A", Name: "客户 <list>.xlsx", Size: 34_567}}),
				"import_offers":        offerFiles(p, []bot.Attached{{ID: "F0A", Name: "a.csv", Size: 3 << 20}, {ID: "F0B", Name: "b.xlsx"}}),
				"import_looking":       looking(p, "客户 <list>.xlsx"),
				"import_cant_read":     cantRead(p, "客户 <list>.xlsx", models.Errors{models.Invalid("", "error.sheet_password")}),
				"import_begun":         begun(p, "客户.xlsx"),
				"import_cancelled":     cancelled(p, "客户.xlsx"),
				"import_template":      templateComes(p),
				"import_waiting":       progress(to, models.TaskNews{Task: task(models.TaskPreview, models.TaskWaiting, models.TaskCounts{}, 3000), MayStop: true}),
				"import_progress":      progress(to, models.TaskNews{Task: task(models.TaskDo, models.TaskRunning, models.TaskCounts{Rows: 1200, Created: 1150, Rejected: 50}, 3000), MayStop: true}),
				"import_progress_open": progress(to, models.TaskNews{Task: task(models.TaskUndo, models.TaskRunning, models.TaskCounts{Rows: 1, Undone: 1}, 0)}),
				"import_stopping":      progress(to, models.TaskNews{Task: stops}),
				"import_done":          done(to, models.TaskNews{Task: task(models.TaskDo, models.TaskDone, counts, 3000), Ended: true, MayUndo: true}),
				"import_done_nothing":  done(to, models.TaskNews{Task: task(models.TaskDo, models.TaskDone, models.TaskCounts{}, 0), Ended: true}),
				"import_stopped":       done(to, models.TaskNews{Task: task(models.TaskDo, models.TaskStopped, models.TaskCounts{Rows: 1, Created: 1}, 3000), Ended: true, MayUndo: true}),
				"import_failed":        failed(to, models.TaskNews{Task: failing, Ended: true, MayUndo: true}),
				"import_refused":       failed(to, models.TaskNews{Task: refused, Ended: true}),
				"import_undone":        undone(to, models.TaskNews{Task: task(models.TaskUndo, models.TaskDone, models.TaskCounts{Rows: 100, Undone: 90, Kept: 10}, 100), Ended: true}),
				"import_preview":       preview(to, task(models.TaskPreview, models.TaskDone, counts, 3000), shown),
				"import_preview_none":  preview(to, task(models.TaskPreview, models.TaskDone, models.TaskCounts{Rows: 2, Skipped: 2}, 2), none),
			},
			Modals: map[string]surface.Modal{
				"import_file":        fileForm(p, wanted{}, models.Campaign{}, forAll),
				"import_members":     fileForm(p, wanted{Campaign: "M001"}, models.Campaign{Code: "M001", Name: "Spring <fair>"}, forYou),
				"import_shared":      fileForm(p, wanted{File: "F0A", Name: "客户 <list>.xlsx"}, models.Campaign{}, forYou),
				"import_columns":     form(to, in, true).modal(),
				"import_columns_not": form(to, in, false).modal(),
			},
		}
	}, os.DirFS("."))
}

// A file of a thousand columns with long names, and whatever stands in it, makes a form and a preview that Slack takes.
func TestAnyFileIsShown(t *testing.T) {
	long := strings.Repeat("&<长", 30)
	var names, values []string
	for i := range 300 {
		names = append(names, long+views.Itoa(int64(i)))
		values = append(values, strings.Repeat("<!channel>", 40))
	}
	text := strings.Join(names, ",") + "\n" + strings.Join(values, ",") + "\n"
	large := opened(t, text, "a.csv")
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		in := copyOf(large)
		shown := models.ImportPreview{Args: in.Args, Columns: in.Columns()}
		for i := range models.MaxPreview {
			row := models.PreviewRow{
				Number: int64(i), Code: "C001", Reasons: models.Errors{models.AtCell(models.Invalid("", "error.bad_date", "Value", typed.Text("value")), i)},
				Changes: []models.FieldChange{{Field: models.FieldNotes, Before: typed.Text("before"), After: typed.Text("after")}},
			}
			shown.Refused, shown.Left, shown.Duplicates, shown.Changes = append(shown.Refused, row), append(shown.Left, row), append(shown.Duplicates, row), append(shown.Changes, row)
		}
		task := models.Task{ID: 1, Mode: models.TaskPreview, Title: typed.Text("title"), Counts: models.TaskCounts{Rows: 1_000_000, Created: 999_999, Rejected: 1000}}
		f := form(typed.To, in, true)
		return viewstest.Shown{
			Messages: map[string]surface.Message{"preview": preview(typed.To, task, shown), "done": done(typed.To, models.TaskNews{Task: task, Ended: true})},
			Modals:   map[string]surface.Modal{"columns": f.modal()},
		}
	}, os.DirFS("."))
}

// What is entered in the form of the columns is what is looked for then.
func TestColumnsAreDecided(t *testing.T) {
	bundle := viewstest.Catalogues(t, os.DirFS("."))
	p := bundle.For(i18n.English)
	in := opened(t, asksMuch, "客户.csv", p, bundle.For(i18n.Chinese))
	f := form(viewstest.UTC(p), in, true)
	column := func(name string) int {
		for i, c := range in.Mapping.Columns {
			if c.Name == name {
				return i
			}
		}
		t.Fatalf("no column %q", name)
		return 0
	}
	date, amount, colour := column("签约日期"), column("金额（万元）"), column("Favourite colour")
	at := func(block string, i int) string { return block + views.Itoa(int64(i)) }
	if wrong := f.decide(bot.Form{at(useBlock, colour): {toField + "name"}}); wrong[at(useBlock, colour)] == "" && wrong[at(useBlock, column("客户名称"))] == "" {
		t.Errorf("two columns give the name, and nothing is wrong: %v", wrong)
	}
	wrong := f.decide(bot.Form{
		at(useBlock, date): {asNew}, at(orderBlock, date): {string(mapping.MonthFirst)}, at(useBlock, amount): {asNew}, at(decimalBlock, amount): {","}, at(unitBlock, amount): {unitNone},
		at(useBlock, colour): {toField + "notes"},
	})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	if err := in.Finish(); err != nil {
		t.Fatal(err)
	}
	var kept mapping.Mapping
	if err := json.Unmarshal(in.Args.Mapping, &kept); err != nil {
		t.Fatal(err)
	}
	if c := kept.Columns[date]; c.Use != mapping.ToNew || c.Order != mapping.MonthFirst {
		t.Errorf("the date is %+v", c)
	}
	if c := kept.Columns[amount]; c.Decimal != "," || c.Unit != "" {
		t.Errorf("the amount is %+v", c)
	}
	if c := kept.Columns[colour]; c.Field != models.FieldNotes {
		t.Errorf("the colour is %+v", c)
	}
	if len(in.Args.NewFields) != 2 || len(in.Args.Unsure) != 0 {
		t.Errorf("new fields %+v, unsure %v", in.Args.NewFields, in.Args.Unsure)
	}
}
