package cli_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// imports is a database into which files are imported.
type imports struct {
	t   *testing.T
	env []string
	st  *store.Store
}

func newImports(t *testing.T, db storetest.Database) *imports {
	t.Helper()
	storetest.Prepare(t, db)
	keys, err := vault.New()
	if err != nil {
		t.Fatal(err)
	}
	text, err := keys.Text()
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"GUANXI_DATABASE_DRIVER=" + db.Driver, "GUANXI_DATABASE_DSN=" + db.DSN, "GUANXI_PRIVACY_KEY=" + text}
	return &imports{t, env, storetest.Open(t, db, store.WithVault(vault.Of(keys), true))}
}

// result is what the last line says.
type result struct{ Rows, Created, Updated, Skipped, Rejected int }

func (w *imports) run(args ...string) (status int, counts result, said string) {
	w.t.Helper()
	status, out, errs := run(w.t, w.env, append([]string{"import", "--json", "--lang", "en"}, args...)...)
	if lines := strings.Split(strings.TrimSpace(out), "\n"); lines[len(lines)-1] != "" {
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &counts); err != nil {
			w.t.Fatalf("%s: %v\n%s", out, err, errs)
		}
	}
	return status, counts, errs
}

// saved is a customer as a sample wants it: fields by their keys, tags and custom fields by their names.
func (w *imports) saved(name string) map[string]string {
	w.t.Helper()
	found, err := w.st.CustomersByName(w.t.Context(), name, "", 5)
	if err != nil || len(found) == 0 {
		w.t.Fatalf("%q: %d found: %v", name, len(found), err)
	}
	values := map[string]string{}
	for _, field := range models.EditableFields() {
		values[string(field)] = found[0].Get(field)
	}
	return values
}

// samples are files of other systems with what they come to. testdata/samples/ORIGIN.md says where they are from.
var importSamples = []struct {
	file   string
	args   []string
	status int
	counts result
	said   []string          // among what is said
	saved  map[string]string // "field=value|…" by name
}{
	{file: "01_salesforce_upsertAccountSmall.csv", counts: result{Rows: 10, Created: 10}, saved: map[string]string{"account Upsert #0": "phone=415-555-0000|website=http://www.accountUpsert0.com"}},
	{file: "01_salesforce_upsertAccountSmall.csv", counts: result{Rows: 10, Skipped: 10}, said: []string{"It is there already: C001 has the same"}},
	{
		file: "02_hubspot_contacts_sample_import.csv", counts: result{Rows: 11, Created: 11}, said: []string{"Nobody here is called “joe@hubspot.com”", `Favorite Color=new`},
		saved: map[string]string{"Leslie Knope": "contact_name=Leslie Knope|address=68 Street Rd, Pawnee, IN|owner=|status=potential|notes=Lead Status: Unqualified\nContact Owner: joe@hubspot.com"},
	},
	{
		file: "05_atomic_crm_contacts.csv", args: []string{"--map", "first_seen=new"}, counts: result{Rows: 500, Created: 500}, said: []string{"is like"},
		saved: map[string]string{"Shelley Kerluke": "company=Gottlieb and Sons|phone=1-955-371-0847 x371"},
	},
	{file: "06_krayin_sample_leads.csv", status: 2, said: []string{`No column gives the name of the customer. Say which does: --map "id=name"`}},
	{
		file: "06_krayin_sample_leads.csv", args: []string{"--map", "title=客户名称"}, counts: result{Rows: 2, Created: 2},
		saved: map[string]string{"Need more information About Product -> CyberGuard Pro": "next_follow_up="},
	},
	{file: "07_evocrm_import_contacts_sample_pt.csv", counts: result{Rows: 5, Created: 5}, saved: map[string]string{"João Silva": "phone=5511999999999|company=Empresa X|Outra Empresa"}},
	{file: "09_northwind_customers.csv", counts: result{Rows: 91, Created: 91}, saved: map[string]string{"Alfreds Futterkiste": "address=Obere Str. 57, Berlin, 12209, Germany"}},
	{file: "10_outlook_shared_contacts.csv", counts: result{Rows: 3, Created: 3}, saved: map[string]string{"Adam Glacius": "phone=+1 555 3227 8544|notes=Has 2 kids\nE-mail 2 Address: adam.g@example.com\nE-mail 3 Address: ag@glacius.com\nHome Phone: +1 555 3227 8545\nHome Phone 2: +1 555 3227 8546\nBusiness Phone: +1 555 3227 8547\nBusiness Phone 2: +1 555 3227 8548"}},
	{file: "16_客户导入模板.xlsx", status: 2, said: []string{"There is a header and no rows"}},
	{file: "18_gbk_people.csv", counts: result{Rows: 4, Created: 4}, said: []string{"GB18030"}, saved: map[string]string{"张三": "contact_title=小组长"}},
	{
		file: "19_malformed_rows.csv", status: 1, counts: result{Rows: 15, Created: 13, Rejected: 2}, said: []string{"row 5: This row has 7 cells", "row 9: "},
		saved: map[string]string{"Fiona Doe": "company=Stark Industries"},
	},
	{file: "20_leads_tab_missing.tsv", counts: result{Rows: 15, Created: 15}},
	{file: "21_duplicate_email_columns.csv", counts: result{Rows: 15, Created: 15}, saved: map[string]string{"Fiona Moore": "email=fiona.moore@hooli.com"}},
	{
		file: "22_readxl_deaths_header_row5.xlsx", args: []string{"--sheet", "arts", "--map", "Date of birth=new"}, status: 1, counts: result{Rows: 14, Created: 11, Rejected: 3},
		saved: map[string]string{"David Bowie": "contact_title=musician|next_follow_up="},
	},
	{file: "22_readxl_deaths_header_row5.xlsx", args: []string{"--sheet", "nope"}, status: 2, said: []string{"arts, other"}},
	{file: "23_poi_51626_contact.xlsx", status: 1, counts: result{Rows: 2, Created: 1, Rejected: 1}, saved: map[string]string{"Company Co.": "contact_name=Frank2 McKee|phone=999-999-5555|address=St Peters, Acton, ME, 04001"}},
	{file: "24_pass_protected.xlsx", status: 2, said: []string{"password"}},
	{file: "25_easyexcel_dataformat_cn.xlsx", status: 2, said: []string{"No column gives the name"}},
	{file: "26_apple_address_book.vcf", status: 2, said: []string{"vCard"}},
	{file: "27_chatwoot_invalid_contacts.csv", counts: result{Rows: 25, Created: 24, Skipped: 1}, said: []string{"has the same Email"}},
}

// Every sample file is imported as its description says, on every engine, one after the other.
func TestSamplesAreImported(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newImports(t, db)
		for _, s := range importSamples {
			file := filepath.Join("..", "sheets", "testdata", "samples", s.file)
			status, counts, said := w.run(append(s.args, file)...)
			if status != s.status || counts != s.counts {
				t.Errorf("%s %v: status %d, %+v; want %d, %+v\n%s", s.file, s.args, status, counts, s.status, s.counts, said)
			}
			for _, text := range s.said {
				if !strings.Contains(said, text) {
					t.Errorf("%s doesn't say %q:\n%s", s.file, text, said)
				}
			}
			for name, want := range s.saved {
				got := w.saved(name)
				for _, pair := range splitPairs(want) {
					field, value, _ := strings.Cut(pair, "=")
					if got[field] != value {
						t.Errorf("%s: %s of %s is %q, want %q", s.file, field, name, got[field], value)
					}
				}
			}
		}
		found, err := w.st.CustomersAfter(t.Context(), 0, "", 5000)
		if err != nil || len(found) != 10+11+500+2+5+91+3+4+13+15+15+11+1+24 {
			t.Errorf("%d customers: %v", len(found), err)
		}
	})
}

// splitPairs takes "a=b|c=d" apart; a bar within a value stays.
func splitPairs(text string) []string {
	var pairs []string
	for part := range strings.SplitSeq(text, "|") {
		if strings.Contains(part, "=") {
			pairs = append(pairs, part)
		} else {
			pairs[len(pairs)-1] += "|" + part
		}
	}
	return pairs
}

// What can't be imported is refused with a sentence, and leaves nothing: no customer, no task, no tag, no remembered columns.
func TestARefusalLeavesNothing(t *testing.T) {
	w := newImports(t, storetest.SQLite(t))
	dir := t.TempDir()
	write := func(name, content string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	good := write("good.csv", "name,phone\nA,13812345678\n")
	for _, c := range []struct {
		args []string
		said string
	}{
		{[]string{filepath.Join(dir, "none.csv")}, "no such file"},
		{[]string{dir}, "is a folder"},
		{[]string{write("empty.csv", "")}, "empty"},
		{[]string{write("header.csv", "name,phone\n")}, "no rows"},
		{[]string{write("picture.csv", "\x89PNG\r\n")}, "picture"},
		{[]string{write("old.xlsx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")}, ".xls"},
		{[]string{write("damaged.xlsx", "PK\x03\x04 nothing")}, "damaged"},
		{[]string{write("nobody.csv", "a,b\n1,2\n3,4\n")}, "No column gives the name"},
		{[]string{"--map", "Phone2=phone", good}, "no column “Phone2”"},
		{[]string{"--map", "phone=nonsense", good}, "no field “nonsense”"},
		{[]string{"--map", "phone", good}, "COLUMN=FIELD"},
		{[]string{"--owner", "nobody@example.com", good}, "nobody@example.com"},
		{[]string{"--encoding", "EBCDIC", good}, "EBCDIC"},
		{[]string{"--duplicates", "merge", good}, "merge"},
		{[]string{"--dry-run", "--rejected", filepath.Join(dir, "r.csv"), good}, "--rejected"},
	} {
		status, counts, said := w.run(c.args...)
		if status != 2 || counts != (result{}) || !strings.Contains(said, c.said) {
			t.Errorf("%v: status %d, %+v: %s; want %q", c.args, status, counts, said, c.said)
		}
	}
	if found, err := w.st.CustomersAfter(t.Context(), 0, "", 10); err != nil || len(found) > 0 {
		t.Errorf("%d customers: %v", len(found), err)
	}
	if tasks, err := w.st.Tasks(t.Context(), "", 10); err != nil || len(tasks) > 0 {
		t.Errorf("%d tasks: %v", len(tasks), err)
	}
}

// A dry run counts what an import comes to, and says what is wrong and what would be changed; nothing is written.
func TestADryRunWritesNothing(t *testing.T) {
	w := newImports(t, storetest.SQLite(t))
	file := filepath.Join(t.TempDir(), "客户.csv")
	content := "客户名称,电话,下次跟进日期,备注,Extra\n星河科技有限公司,13812345678,2020-01-01,福利,x\n远望有限公司,,,新的,y\n北斗,1.38E+10,,,z\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	service := crm.New(w.st, models.ClockFunc(time.Now), crm.Team{})
	if _, err := service.CreateCustomer(t.Context(), models.Operation{Actor: models.System()}, models.Customer{Name: "远望有限公司"}); err != nil {
		t.Fatal(err)
	}
	status, counts, said := w.run("--dry-run", "--duplicates", "update", file)
	if status != 1 || counts != (result{3, 1, 1, 0, 1}) {
		t.Errorf("status %d, %+v", status, counts)
	}
	for _, text := range []string{"D2 备注", "福利", `C001 Notes: "" → "新的"`, "B4 电话", `--map "Extra=new"`} {
		if !strings.Contains(said, text) {
			t.Errorf("it doesn't say %q:\n%s", text, said)
		}
	}
	if found, _ := w.st.CustomersAfter(t.Context(), 0, "", 10); len(found) != 1 || found[0].Notes != "" {
		t.Errorf("there are %v", found)
	}
}

// everything that is kept in a database, but for deliveries, tasks and the audit log's entries of copies taken.
func (w *imports) everything() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	list, err := w.st.CustomersAfter(w.t.Context(), 0, "", 1000)
	if err == nil {
		err = w.st.WithCustomValues(w.t.Context(), list)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	kind := models.Customers
	for _, c := range list {
		for _, spec := range kind.Fields {
			all[c.Code+" "+string(spec.Key)] = c.Get(spec.Key)
		}
		for field, value := range c.Custom {
			all[c.Code+" "+string(field)] = value
		}
		others, _, err := w.st.Contacts(w.t.Context(), c.ID, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		page, err := w.st.History(w.t.Context(), c.ID, "", 100)
		if err != nil {
			w.t.Fatal(err)
		}
		entries := slices.DeleteFunc(page.Entries, func(e models.HistoryEntry) bool { return e.Looked() })
		deals, _, err := w.st.DealsOf(w.t.Context(), c.ID, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, d := range deals {
			for _, spec := range models.Deals.Fields {
				all[d.Code+" "+string(spec.Key)] = d.Get(spec.Key)
			}
		}
		all[c.Code+" beside"] = fmt.Sprint(c.Version, " ", len(others), " contacts ", len(entries), " entries")
	}
	return all
}

// fill makes customers with a value of every kind, and what spreadsheets spoil.
func (w *imports) fill() *crm.Service {
	w.t.Helper()
	at := time.Now().Add(-48 * time.Hour)
	now := func() time.Time { return at }
	service := crm.New(w.st, models.ClockFunc(func() time.Time { return now() }), crm.Team{Industries: []string{"technology", "retail"}, Privacy: models.PrivacyProtected})
	op := models.Operation{Actor: models.Actor{ID: "U0AAA", Role: models.RoleAdmin}, Source: "test"}
	var fields []models.CustomField
	for _, kind := range models.CustomKinds() {
		draft := models.CustomField{Kind: kind, LabelEN: "Own " + string(kind), LabelZH: "自定义" + string(kind), Personal: kind == models.CustomText}
		if kind == models.CustomChoice || kind == models.CustomChoices {
			draft.Options = []models.Option{{EN: "North", ZH: "华北"}, {EN: "South", ZH: "华南"}}
		}
		field, err := service.AddField(w.t.Context(), op, draft)
		if err != nil {
			w.t.Fatal(err)
		}
		fields = append(fields, field)
	}
	values := map[models.CustomKind]string{
		models.CustomText: "=1+1", models.CustomNumber: "1234567.25", models.CustomDate: "1999-12-31", models.CustomChoice: "o2", models.CustomChoices: "o1,o2", models.CustomYesNo: "no", models.CustomUser: "U0BBB",
	}
	for i, text := range []string{"星河", "=Acme", "+8613812345678", "007", "2026-01-01", "TRUE", "a\nb, \"c\"; d", "-", "NULL"} {
		line := strings.Join(strings.Fields(text), " ")
		c := models.Customer{Custom: map[models.Field]string{}}
		for field, value := range map[models.Field]string{
			models.FieldName: "客户 " + line, models.FieldContactName: "王" + line, models.FieldContactTitle: line, models.FieldCompany: line, models.FieldIndustry: "technology",
			models.FieldPhone: fmt.Sprintf("+86 138 1234 56%02d", i), models.FieldEmail: fmt.Sprintf("a%d@b.example", i), models.FieldAddress: "北京市朝阳区 1 号", models.FieldStatus: string(models.Statuses()[i%3]),
			models.FieldOpportunity: line, models.FieldNextFollowUp: models.DateOf(at).AddDays(i % 3).String(), models.FieldNotes: text, models.FieldOwner: "U0AAA", models.FieldCustomerKind: "business",
			models.FieldSource: line, models.FieldWebsite: "https://a.example", models.FieldContactRole: "user", models.FieldWeChat: "wx_" + fmt.Sprint(i), models.FieldContactNotes: line, models.FieldTags: "VIP,老客户",
		} {
			if err := c.Set(field, value); err != nil {
				w.t.Fatal(err)
			}
		}
		if i%3 > 0 {
			c.NextFollowUpTime = "15:30"
		}
		for _, field := range fields {
			c.Custom[field.Key()] = values[field.Kind]
		}
		saved, err := service.CreateCustomer(w.t.Context(), op, c)
		if err != nil {
			w.t.Fatal(err)
		}
		if _, _, err := service.AddContact(w.t.Context(), op, saved.ID, map[models.Field]string{models.FieldContactName: "李" + line}, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9}); err != nil {
			w.t.Fatal(err)
		}
	}
	if _, err := service.CreateCustomer(w.t.Context(), op, models.Customer{Name: "只有名称"}); err != nil {
		w.t.Fatal(err)
	}
	w.fillDeals(service, op)
	return service
}

// fillDeals gives each deal an amount, a stage and a close date: stages of two pipelines with the same names, a retired one, currencies with and
// without decimals; and some customers a second deal, which comes later.
func (w *imports) fillDeals(service *crm.Service, op models.Operation) {
	w.t.Helper()
	ctx := w.t.Context()
	check := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	second, err := service.AddPipeline(ctx, op, models.Pipeline{LabelEN: "Channel", LabelZH: "渠道"}) // its stages are called as those of the first
	check(err)
	page, err := w.st.DealsAfter(ctx, 0, "", 100)
	check(err)
	stages := []string{"2", "3", second.Stages[0].Key(), second.Stages[2].Key(), "4"}
	amounts := []string{"12345.67 CNY", "0.5 USD", "1000000 JPY", "", "999999999999.99 EUR"}
	for i, d := range page.Deals {
		set := map[models.Field]string{models.FieldStage: stages[i%len(stages)], models.FieldAmount: amounts[i%len(amounts)]}
		if i%3 > 0 {
			set[models.FieldExpectedClose] = service.Today("").AddDays(10 * (i - 4)).String() // some have passed
		}
		_, _, err := service.UpdateDeal(ctx, op, d.ID, models.EditBase{}, set)
		check(err)
		if i%4 == 1 {
			_, _, err := service.CreateDeal(ctx, op, d.CustomerID, map[models.Field]string{models.FieldDealTitle: "later", models.FieldExpectedClose: service.Today("").AddDays(300).String(), models.FieldAmount: "5"})
			check(err)
		}
	}
	_, err = service.RetireStage(ctx, op, 4, true)
	check(err)
}

// deals are all deals as lines.
func (w *imports) deals() (lines []string) {
	w.t.Helper()
	page, err := w.st.DealsAfter(w.t.Context(), 0, "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range page.Deals {
		lines = append(lines, strings.Join([]string{d.Code, page.Customers[d.CustomerID].Code, string(d.State), d.Title, d.Get(models.FieldAmount), d.Get(models.FieldStage), d.Get(models.FieldExpectedClose)}, "|"))
	}
	return lines
}

// What is exported and imported again changes nothing, in every kind of field, format, language and policy; masked as well.
func TestARoundTripChangesNothing(t *testing.T) {
	storetest.WithoutRace(t)
	w := newImports(t, storetest.SQLite(t))
	service := w.fill()
	before := w.everything()
	check := func(how, file string, policies ...string) {
		t.Helper()
		for _, policy := range policies {
			status, counts, said := w.run("--duplicates", policy, file)
			if status != 0 || counts != (result{Rows: 10, Skipped: 10}) {
				t.Errorf("%s, %s: status %d, %+v\n%s", how, policy, status, counts, said)
			}
			if diff := cmp.Diff(before, w.everything()); diff != "" {
				t.Fatalf("%s, %s (-before +after):\n%s", how, policy, diff)
			}
		}
	}
	for _, format := range []string{"xlsx", "csv"} {
		for _, language := range []string{"en", "zh"} {
			file := filepath.Join(t.TempDir(), "customers."+format)
			if status, out, errs := run(t, w.env, "export", "--lang", language, "--out", file); status != 0 {
				t.Fatalf("export: %s%s", out, errs)
			}
			check(format+" in "+language, file, "update", "skip", "create")
		}
	}
	var masked bytes.Buffer
	sheet, err := sheets.NewCustomersCSV(&masked, sheets.Reader{Language: "en", Zone: time.UTC, Word: func(string) (string, bool) { return "", false }}, service.Rules(""), true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.ExportCustomers(t.Context(), models.Operation{Actor: models.Actor{ID: "U0CCC", Role: models.RoleMarketing}}, models.CustomerQuery{}, sheet.Add); err != nil {
		t.Fatal(err)
	}
	if err := sheet.Close(); err != nil || !strings.Contains(masked.String(), "****") {
		t.Fatalf("nothing is masked: %v", err)
	}
	file := filepath.Join(t.TempDir(), "masked.csv")
	if err := os.WriteFile(file, masked.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	check("masked", file, "update")
}

// The rows that were refused come back in the file's own form; corrected, they are imported as the first were.
func TestRejectedRowsComeBack(t *testing.T) {
	w := newImports(t, storetest.SQLite(t))
	dir := t.TempDir()
	content := "Kunde;客户名称;电话;Status\n1;甲公司;13812345678;潜在客户\n2;;13812345679;潜在客户\n3;" + strings.Repeat("长", 101) + ";;活跃客户\n4;丁公司;13812345670;活跃客户\n"
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(content)
	if err != nil {
		t.Fatal(err)
	}
	file, rejected := filepath.Join(dir, "a.csv"), filepath.Join(dir, "r.csv")
	if err := os.WriteFile(file, []byte(encoded), 0o600); err != nil {
		t.Fatal(err)
	}
	status, counts, said := w.run("--map", "Kunde=new", "--rejected", rejected, file)
	if status != 1 || counts != (result{Rows: 4, Created: 2, Rejected: 2}) {
		t.Fatalf("status %d, %+v\n%s", status, counts, said)
	}
	written, err := os.ReadFile(rejected)
	if err != nil {
		t.Fatal(err)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().String(string(written))
	if err != nil || !strings.HasPrefix(text, "Kunde;客户名称;电话;Status;Why it was not imported\r\n2;;13812345679;潜在客户;") || strings.Count(text, "\r\n") < 3 {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, reason := range []string{"names no customer", "B4 客户名称: ", "100"} {
		if !strings.Contains(text, reason) {
			t.Errorf("it doesn't say %q:\n%s", reason, text)
		}
	}
	text = strings.Replace(text, "2;;", "2;乙公司;", 1)
	text = regexp.MustCompile("长+").ReplaceAllString(text, "丙公司")
	encoded, err = simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rejected, []byte(encoded), 0o600); err != nil {
		t.Fatal(err)
	}
	status, counts, said = w.run("--map", "Kunde=new", rejected) // the field is there already
	if status != 0 || counts != (result{Rows: 2, Created: 2}) || strings.Contains(said, "Why it was") {
		t.Fatalf("status %d, %+v\n%s", status, counts, said)
	}
	fields, err := w.st.CustomFields(t.Context())
	if err != nil || len(fields) != 1 {
		t.Errorf("there are the fields %v: %v", fields, err)
	}
	list, err := w.st.CustomersAfter(t.Context(), 0, "", 10)
	if err == nil {
		err = w.st.WithCustomValues(t.Context(), list)
	}
	var got []string
	for _, c := range list {
		got = append(got, c.Name+" "+c.Phone.Plain()+" "+string(c.Status)+" "+strings.Join(slices.Collect(maps.Values(c.Custom)), ","))
	}
	want := []string{"甲公司 13812345678 potential 1", "丁公司 13812345670 active 4", "乙公司 13812345679 potential 2", "丙公司  active 3"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Two people who import the same file at once stand in line: the second finds the first one's rows.
func TestTwoImportTheSameFile(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newImports(t, db)
		file := filepath.Join(t.TempDir(), "many.csv")
		var content strings.Builder
		content.WriteString("name,email\n")
		for i := range 700 {
			fmt.Fprintf(&content, "Company %d,c%d@example.com\n", i, i)
		}
		if err := os.WriteFile(file, []byte(content.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		counts := make([]result, 2)
		for i := range counts {
			both.Go(func() {
				var said string
				if _, counts[i], said = w.run(file); counts[i].Rows != 700 {
					t.Error(said)
				}
			})
		}
		both.Wait()
		tasks, err := w.st.Tasks(t.Context(), models.SystemID, 5)
		if err != nil {
			t.Fatal(err)
		}
		if len(tasks) == 1 { // one that hadn't begun yet is the other's as well: both say what came of it
			counts[1] = result{Rows: counts[1].Rows, Skipped: counts[1].Created}
		}
		if counts[0].Created+counts[1].Created != 700 || counts[0].Skipped+counts[1].Skipped != 700 {
			t.Errorf("they came to %+v and %+v in %d tasks", counts[0], counts[1], len(tasks))
		}
		if found, err := w.st.CustomersAfter(t.Context(), 0, "", 2000); err != nil || len(found) != 700 {
			t.Errorf("%d customers: %v", len(found), err)
		}
	})
}

// Owners are found in the workspace, by their email or name, where the program has the tokens.
func TestOwnersOfRowsAreFoundInSlack(t *testing.T) {
	ws := sandboxtest.Start(t, sandbox.Options{})
	w := newImports(t, storetest.SQLite(t))
	w.env = append(w.env, "SLACK_APP_TOKEN="+ws.AppToken(), "SLACK_BOT_TOKEN="+ws.BotToken(), "GUANXI_SLACK_API_URL="+ws.APIURL())
	bob := ws.User("bob")
	file := filepath.Join(t.TempDir(), "owned.csv")
	text := fmt.Sprintf("Customer name,Owner\nBy ID,%s\nBy email,bob@example.com\nBy nobody,nobody@example.com\n", bob.ID)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	status, counts, said := w.run(file)
	if status != 0 || counts.Created != 3 {
		t.Fatalf("%d, %+v\n%s", status, counts, said)
	}
	for name, owner := range map[string]string{"By ID": bob.ID, "By email": bob.ID, "By nobody": ""} {
		if got := w.saved(name)["owner"]; got != owner {
			t.Errorf("%s is %q's, not %q's\n%s", name, got, owner, said)
		}
	}
}

// dealsFile is a file with a text.
func dealsFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "deals.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Columns of the open deal are known by their names in both languages and in other systems; they open deals with new customers, and change those
// that are open. What is none is said, and kept in the notes of new customers; an update writes nothing twice; a deal that has ended isn't opened.
func TestDealsAreImported(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newImports(t, db)
		write := func(text string) string { return dealsFile(t, text) }
		expect := func(want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, w.deals()); diff != "" {
				t.Errorf("deals (-want +got):\n%s", diff)
			}
		}
		chinese := write("客户名称,销售机会,商机金额,商机币种,商机阶段,预计成交\n星河,软件采购,12万,,报价,2027-03-01\n远望,,3500.5,USD,谈判,\n海天,续约,¥800,,,\n长虹,,,,,\n东风,旧单,9000,,赢单,2020-01-01\n")
		status, counts, said := w.run(chinese)
		if status != 0 || counts.Created != 5 || !strings.Contains(said, "E6 商机阶段: “赢单” is a stage in which deals end") {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		expect("D001|C001|open|软件采购|120000 CNY|3|2027-03-01", "D002|C002|open|远望|3500.5 USD|4|", "D003|C003|open|续约|800 CNY|1|")
		if got := w.saved("东风"); got["opportunity"] != "" || !strings.Contains(got["notes"], "商机阶段: 赢单") || !strings.Contains(got["notes"], "销售机会: 旧单") || !strings.Contains(got["notes"], "商机金额: 9000") {
			t.Errorf("what is known of an ended deal is %q", got["notes"])
		}
		before := w.everything()
		if status, counts, said := w.run("--duplicates", "update", chinese); status != 0 || counts != (result{Rows: 5, Skipped: 5}) {
			t.Errorf("the same again: %d, %+v\n%s", status, counts, said)
		}
		if diff := cmp.Diff(before, w.everything()); diff != "" {
			t.Errorf("the same again (-before +after):\n%s", diff)
		}

		english := write("Account Name,Deal Name,Deal Value,Currency,Sales Stage,Expected Close Date\n星河,,\"$1,500.00\",,Negotiation,2027-04-01\n远望,,many,,Nowhere,soon\n长虹,Start,2m,JPY,Proposal,\n海天,,,,Qualified,2027-05-05\n")
		status, counts, said = w.run("--dry-run", "--duplicates", "update", english)
		if status != 0 || counts.Updated != 2 || counts.Created != 1 || !strings.Contains(said, `Stage: "Proposal" → "Negotiation"`) || !reflect.DeepEqual(before, w.everything()) {
			t.Errorf("the preview: %d, %+v\n%s", status, counts, said)
		}
		status, counts, said = w.run("--duplicates", "update", english)
		if status != 0 || counts.Updated != 2 || counts.Created != 1 || counts.Skipped != 1 {
			t.Errorf("the update: %d, %+v\n%s", status, counts, said)
		}
		for _, text := range []string{"There is no stage “Nowhere”", "C3 Deal Value", "F3 Expected Close Date"} {
			if !strings.Contains(said, text) {
				t.Errorf("it doesn't say %q:\n%s", text, said)
			}
		}
		expect("D001|C001|open|软件采购|1500 USD|4|2027-04-01", "D002|C002|open|远望|3500.5 USD|4|", "D003|C003|open|续约|800 CNY|2|2027-05-05", "D004|C004|open|Start|2000000 JPY|3|")
		if got := w.saved("远望"); got["notes"] != "" { // a row of a deal says nothing of a customer that is there
			t.Errorf("the notes are %q", got["notes"])
		}
		plain := write("客户名称,金额,Close Date\n长虹,77,2027-06-01\n") // an amount alone may be any
		if status, counts, said := w.run("--dry-run", "--duplicates", "update", plain); status != 0 || counts.Skipped != 1 || !strings.Contains(said, `not taken (--map "金额=new"`) {
			t.Errorf("an amount beside nothing: %d, %+v\n%s", status, counts, said)
		}
		if status, counts, said := w.run("--duplicates", "update", "--map", "金额=Deal amount", plain); status != 0 || counts.Updated != 1 {
			t.Errorf("an amount that is said to be a deal's: %d, %+v\n%s", status, counts, said)
		}
		expect("D001|C001|open|软件采购|1500 USD|4|2027-04-01", "D002|C002|open|远望|3500.5 USD|4|", "D003|C003|open|续约|800 CNY|2|2027-05-05", "D004|C004|open|Start|77 JPY|3|")
		if got := w.saved("长虹"); got["opportunity"] != "Start" {
			t.Errorf("the opportunity is %q", got["opportunity"])
		}
	})
}

// Rows of a list of deals are deals, several of a customer, some that have ended: they are known again by ID, else by customer and title. What is
// exported and imported again changes nothing; a customer that is there stays as it is; all of it is taken back.
func TestAListOfDealsIsImported(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newImports(t, db)
		write := func(text string) string { return dealsFile(t, text) }
		if status, _, said := w.run(write("客户名称,电话,备注\n星河科技有限公司,010-62345678,老客户\n")); status != 0 {
			t.Fatal(said)
		}
		list := "Opportunity Name,Account Name,Stage,Amount,Currency,Close Date,Created Date,Probability (%),Lead Source,Loss Reason,Notes\n" +
			"软件采购,星河科技有限公司,Proposal,120000,,2027-03-01,2026-01-05,40%,展会,,不进备注\n" +
			"维保,星河科技有限公司,Won,800,USD,2026-02-01,2026-01-10,,,,\n" +
			"培训,星河科技有限公司,Lost,9000,,2026-03-01,2026-01-10,,,Price,\n" +
			"咨询,星河科技有限公司,Lost,100,,2026-03-02,2026-01-10,,,老板不批,\n" +
			"新项目,远望公司,Qualified,5k,,2027-01-01,,,,,新客户的话\n" +
			"二期,远望公司,New,,,,,,,,\n" +
			"没日期,远望公司,Won,1,,2026-02-01,,,,,\n" +
			"软件采购,星河科技有限公司,Proposal,120000,,2027-03-01,,,,,\n"
		status, counts, said := w.run("--dry-run", write(list))
		if status != 1 || counts != (result{Rows: 8, Created: 6, Skipped: 1, Rejected: 1}) {
			t.Errorf("the preview: %d, %+v\n%s", status, counts, said)
		}
		file := write(list)
		status, counts, said = w.run(file)
		if status != 1 || counts != (result{Rows: 8, Created: 6, Skipped: 1, Rejected: 1}) || !strings.Contains(said, "It is there already: D001") || !strings.Contains(said, "C8 Stage: Deals end in this stage") {
			t.Fatalf("%d, %+v\n%s", status, counts, said)
		}
		want := []string{
			"D001|C001|open|软件采购|120000 CNY|3|2027-03-01", "D002|C001|won|维保|800 USD|5|2026-02-01", "D003|C001|lost|培训|9000 CNY|6|2026-03-01",
			"D004|C001|lost|咨询|100 CNY|6|2026-03-02", "D005|C002|open|新项目|5000 CNY|2|2027-01-01", "D006|C002|open|二期||1|",
		}
		if diff := cmp.Diff(want, w.deals()); diff != "" {
			t.Errorf("deals (-want +got):\n%s", diff)
		}
		if a, b := w.saved("星河科技有限公司"), w.saved("远望公司"); a["notes"] != "老客户" || a["opportunity"] != "软件采购" || a["source"] != "" || !strings.Contains(b["notes"], "新客户的话") {
			t.Errorf("the customers are %q and %q", a, b)
		}
		out := filepath.Join(t.TempDir(), "all.csv")
		if status, _, errs := run(t, w.env, "export", "--kind", "deals", "--lang", "en", "--out", out); status != 0 {
			t.Fatal(errs)
		}
		before := w.everything()
		if status, counts, said := w.run("--duplicates", "update", out); status != 0 || counts != (result{Rows: 6, Skipped: 6}) {
			t.Errorf("the same again: %d, %+v\n%s", status, counts, said)
		}
		if diff := cmp.Diff(before, w.everything()); diff != "" {
			t.Errorf("the same again (-before +after):\n%s", diff)
		}
		changes := write("Deal ID,Customer ID,Deal,Stage,Amount,Probability in %,Lost reason\n" +
			"D001,C001,软件采购二期,Negotiation,99,55,\nD002,C001,维保,Lost,800,,\nD003,C001,培训,New,9001,,Other\nD001,C002,x,,,,\nD999,C002,第三,New,7,,\n")
		status, counts, said = w.run("--duplicates", "update", changes)
		if status != 1 || counts != (result{Rows: 5, Created: 1, Updated: 2, Skipped: 1, Rejected: 1}) {
			t.Errorf("the changes: %d, %+v\n%s", status, counts, said)
		}
		for _, text := range []string{"D3 Stage: D002 isn’t closed by a file", "D4 Stage: D003", "D001 isn’t a deal of C002"} {
			if !strings.Contains(said, text) {
				t.Errorf("it doesn't say %q:\n%s", text, said)
			}
		}
		want[0], want[2] = "D001|C001|open|软件采购二期|99 CNY|4|2027-03-01", "D003|C001|lost|培训|9001 CNY|6|2026-03-01"
		if diff := cmp.Diff(append(want, "D007|C002|open|第三|7 CNY|1|"), w.deals()); diff != "" {
			t.Errorf("deals (-want +got):\n%s", diff)
		}
	})
}

// All deals are exported, typed, with their customers; archived ones' aren't among it, and the log says that a copy was taken.
func TestDealsAreExported(t *testing.T) {
	w := newImports(t, storetest.SQLite(t))
	service := w.fill()
	dir := t.TempDir()
	file := filepath.Join(dir, "deals.csv")
	status, out, errs := run(t, w.env, "export", "--kind", "deals", "--lang", "zh", "--out", file)
	if status != 0 || !strings.Contains(out, ": 11 deals") {
		t.Fatalf("%d %s%s", status, out, errs)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 12 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	row := map[string]string{}
	for i, title := range rows[0] {
		row[title] = rows[1][i]
	}
	for title, want := range map[string]string{"商机编号": "D001", "客户ID": "C001", "客户名称": "客户 星河", "商机名称": "星河", "流程": "销售", "阶段": "已确认", "金额": "12345.67", "商机币种": "CNY", "预计成交": ""} {
		if got, there := row[title]; !there || got != want {
			t.Errorf("%s is %q, %v, want %q of %v", title, got, there, want, rows[0])
		}
	}
	if strings.Contains(string(text), "=Acme") && !strings.Contains(string(text), "'=Acme") {
		t.Error("a title is a formula")
	}
	if status, _, errs := run(t, w.env, "export", "--kind", "deals", "--lang", "en", "--out", filepath.Join(dir, "deals.xlsx")); status != 0 {
		t.Fatal(errs)
	}
	if _, err := service.ArchiveCustomer(t.Context(), models.Operation{Actor: models.Actor{ID: "U0AAA", Role: models.RoleAdmin}}, 1, true); err != nil {
		t.Fatal(err)
	}
	if _, out, _ := run(t, w.env, "export", "--kind", "deals", "--out", file); !strings.Contains(out, ": 10 deals") {
		t.Errorf("with an archived customer: %s", out)
	}
	if status, _, errs := run(t, w.env, "export", "--kind", "deals", "--filter", "x", "--out", file); status == 0 || !strings.Contains(errs, "--filter") {
		t.Errorf("a filter of deals: %d %s", status, errs)
	}
	entries, err := w.st.Audit(t.Context(), models.EntityDeal, 0, 10)
	if err != nil || len(entries) != 3 || entries[0].Action != models.ActionExport {
		t.Errorf("the log has %d entries, %v", len(entries), err)
	}
	count := 0
	_, err = service.ExportDeals(t.Context(), models.Operation{Actor: models.Actor{ID: "U0CCC", Role: models.RoleSales, OwnOnly: true}}, func(models.DealRow) error { count++; return nil })
	if err != nil || count != 0 {
		t.Errorf("who sees only their own gets %d, %v", count, err)
	}
}

// A cell that is no value of its field is kept in the notes, and the row stays, whether the file or only saving the customer tells.
func TestMalformedCellsStayInTheNotes(t *testing.T) {
	w := newImports(t, storetest.SQLite(t))
	file := filepath.Join(t.TempDir(), "cells.csv")
	text := "Customer name,Website,Email\nNorth,just a text,x@y\nSouth,www.south.example,s@south.example\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	status, counts, said := w.run(file)
	if status != 0 || counts.Created != 2 || !strings.Contains(said, "B2 Website: That is not a web address") {
		t.Fatalf("%d, %+v\n%s", status, counts, said)
	}
	if got := w.saved("North"); got["website"] != "" || got["email"] != "" || !strings.Contains(got["notes"], "Website: just a text") || !strings.Contains(got["notes"], "Email: x@y") {
		t.Errorf("North is %q", got)
	}
	if got := w.saved("South"); got["website"] == "" || got["notes"] != "" {
		t.Errorf("South is %q", got)
	}
}

// A file without a header has none above the rows that come back either. What stands in their last column says itself what it is, so that the
// corrected file is imported as the first was.
func TestRejectedRowsOfAFileWithoutAHeader(t *testing.T) {
	for _, language := range []string{"en", "zh"} {
		w := newImports(t, storetest.SQLite(t))
		file, rejected := filepath.Join(t.TempDir(), "a.csv"), filepath.Join(t.TempDir(), "r.csv")
		content := "甲网络科技有限公司,13812345678,a@x.example\n乙网络科技有限公司,13812345679,b@x.example\n" + strings.Repeat("长", 101) + "有限公司,13812345670,c@x.example\n丁网络科技有限公司,13812345671,d@x.example\n"
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		flags := []string{"--lang", language, "--map", "A=name"}
		status, counts, said := w.run(append(flags, "--rejected", rejected, file)...)
		if status != 1 || counts != (result{Rows: 4, Created: 3, Rejected: 1}) {
			t.Fatalf("status %d, %+v\n%s", status, counts, said)
		}
		written, err := os.ReadFile(rejected)
		if err != nil || strings.Count(string(written), "\n") != 1 || !strings.Contains(string(written), "A3 ") {
			t.Fatalf("%v\n%s", err, written)
		}
		if err := os.WriteFile(rejected, []byte(regexp.MustCompile("长+").ReplaceAllString(string(written), "丙网络科技")), 0o600); err != nil {
			t.Fatal(err)
		}
		status, counts, said = w.run(append(flags, rejected)...)
		if status != 0 || counts != (result{Rows: 1, Created: 1}) || strings.Contains(said, "  D D") {
			t.Fatalf("status %d, %+v\n%s", status, counts, said)
		}
		found, err := w.st.CustomersByName(t.Context(), "丙网络科技有限公司", "", 1)
		if err != nil || len(found) != 1 || found[0].Notes != "" || found[0].Email != "c@x.example" {
			t.Errorf("%s: %+v, %v\n%s", language, found, err, said)
		}
	}
}
