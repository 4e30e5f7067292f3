package report_test

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/deal"
	"github.com/guanxi-crm/guanxi/commands/followup"
	"github.com/guanxi-crm/guanxi/commands/forecast"
	"github.com/guanxi-crm/guanxi/commands/privacy"
	"github.com/guanxi-crm/guanxi/commands/report"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
)

// records are those of a workbook of a test.
type records struct {
	customers []models.Customer
	deals     []models.Deal
	followUps []models.DueFollowUp
	tickets   []models.Ticket
}

func (r records) ReportCustomers(_ context.Context, _ models.Operation, _ models.ReportRows, each func(*models.Customer) error) (int, error) {
	for i := range r.customers {
		if err := each(&r.customers[i]); err != nil {
			return i, err
		}
	}
	return len(r.customers), nil
}

func (r records) ReportDeals(_ context.Context, _ models.Operation, _ models.ReportRows, each func(models.DealRow) error) (int, error) {
	for i, d := range r.deals {
		if err := each(models.DealRow{Deal: d, Customer: r.customers[0]}); err != nil {
			return i, err
		}
	}
	return len(r.deals), nil
}

func (r records) ReportFollowUps(_ context.Context, _ models.Operation, _ models.ReportRows, each func(models.DueFollowUp) error) (int, error) {
	for i, f := range r.followUps {
		if err := each(f); err != nil {
			return i, err
		}
	}
	return len(r.followUps), nil
}

func (r records) ReportTickets(_ context.Context, _ models.Operation, _ models.ReportRows, each func(models.TicketRow) error) (int, error) {
	for i, t := range r.tickets {
		if err := each(models.TicketRow{Ticket: t, Customer: r.customers[0]}); err != nil {
			return i, err
		}
	}
	return len(r.tickets), nil
}

var (
	made    = time.Date(2026, time.November, 30, 9, 0, 0, 0, time.UTC)
	funnel  = []models.Stage{{ID: 1, PipelineID: 1, LabelEN: "New", LabelZH: "新商机", Kind: models.StageOpen}, {ID: 2, PipelineID: 1, LabelEN: "Proposal", LabelZH: "方案", Kind: models.StageOpen, Probability: 50}, {ID: 3, PipelineID: 1, LabelEN: "Won", LabelZH: "赢单", Kind: models.StageWon}}
	selling = models.Pipeline{ID: 1, LabelEN: "Sales", LabelZH: "销售", Stages: funnel}
)

func cny(minor int64) models.Money { return models.Money{Minor: minor, Currency: "CNY"} }

func together(minor, weighted int64) models.Converted {
	return models.Converted{Team: "CNY", Worth: models.Worth{Amount: cny(minor), Weighted: cny(weighted)}}
}

// whole is a report with something of everything, made by hand, whose names are as people write them.
func whole() (reports.Report, records) {
	day := models.NewDate
	at := func(d models.Date) *time.Time { t := d.At("10:00", time.UTC); return &t }
	customers := []models.Customer{
		{ID: 1, Code: "C001", Name: "北京星河科技有限公司", Status: models.StatusActive, Owner: "U0ALICE", Industry: "technology", Phone: "+86 138 1234 5678", Tags: "VIP,华北", CreatedAt: *at(day(2026, 11, 24))},
		{ID: 2, Code: "C002", Name: `=HYPERLINK("http://x","y")`, Status: models.StatusPotential, ContactName: "王'经理\"", Notes: "@SUM(A1)\x01第二行", CreatedAt: *at(day(2026, 11, 25)), NextFollowUp: day(2026, 12, 3)},
		{ID: 3, Code: "C003", Name: "Li Lei", Kind: models.KindConsumer, Status: models.StatusChurned, Owner: "U0BOB", CreatedAt: *at(day(2026, 11, 26))},
	}
	won := models.Deal{ID: 1, Code: "D001", CustomerID: 1, Title: "+许可证 100 套", PipelineID: 1, StageID: 3, State: models.DealWon, Amount: cny(12_345_678), Owner: "U0ALICE", ClosedAt: at(day(2026, 11, 25)), CreatedAt: made}
	lost := models.Deal{ID: 2, Code: "D002", CustomerID: 2, Title: "Support", PipelineID: 1, StageID: 1, State: models.DealLost, Amount: models.Money{Minor: 500, Currency: "JPY"}, LostReason: "price", LostNote: "-20%", ClosedAt: at(day(2026, 11, 26)), CreatedAt: made}
	open := models.Deal{ID: 3, Code: "D003", CustomerID: 3, Title: "Lease", PipelineID: 1, StageID: 2, State: models.DealOpen, Owner: "U0BOB", ExpectedClose: day(2026, 11, 20), CreatedAt: made}
	days := big.NewRat
	r := reports.Report{
		Period: reports.Between(day(2026, 11, 23), day(2026, 11, 29), time.UTC),
		Figures: []models.Figure{
			{Key: "new", Now: models.FigureValue{N: 3}, Before: models.FigureValue{N: 5}},
			{Key: "conversion", Rate: true, Now: models.FigureValue{N: 2, Of: 3}, Before: models.FigureValue{N: 1, Of: 4}},
			{Key: "deals_win_rate", Rate: true, Before: models.FigureValue{N: 1, Of: 1}},
		},
		ByStatus:    []reports.StatusCount{{Status: models.StatusPotential, Count: 30}, {Status: models.StatusActive, Count: 12}, {Status: models.StatusChurned, Count: 3}},
		Transitions: []reports.Transition{{From: models.StatusPotential, To: models.StatusActive, Count: 2}},
		People:      []reports.Person{{ID: "U0ALICE", Figures: []models.Figure{{Key: "new", Now: models.FigureValue{N: 2}}}}, {ID: "U0BOB", Figures: []models.Figure{{Key: "new", Now: models.FigureValue{N: 1}}}}},
		Targets: []models.TargetProgress{
			{Target: models.Target{Span: models.TargetMonth, Begins: day(2026, 11, 1), Amount: cny(20_000_000)}, Won: cny(12_345_678)},
			{Target: models.Target{Person: "U0BOB", Span: models.TargetQuarter, Begins: day(2026, 10, 1), Customers: 4}, New: 5},
		},
		Together: models.Converted{Team: "CNY", Rates: []models.Rate{{Currency: "JPY", Worth: "0.05", Day: day(2026, 11, 1)}}},
		Happened: reports.Happened{
			Won:     reports.DealGroup{Deals: []models.Deal{won}, Count: 1, Together: together(12_345_678, 0)},
			Lost:    reports.DealGroup{Deals: []models.Deal{lost}, Count: 14, Together: together(2500, 0)},
			Reasons: []reports.ReasonCount{{Reason: "price", Count: 9}, {Count: 5}},
			New:     reports.CustomerGroup{Customers: customers[:2], Count: 3},
			Slipped: reports.DealGroup{Deals: []models.Deal{open}, Count: 1, Together: together(0, 0)},
			Cold:    reports.CustomerGroup{Customers: customers[2:], Count: 1},
			Customers: map[int64]models.Customer{
				1: customers[0], 2: customers[1], 3: customers[2],
			},
		},
		Campaigns: []reports.CampaignResult{
			{
				Campaign:        models.Campaign{Code: "M001", Name: "=春季展会", Channel: "event", BeginsOn: day(2026, 11, 1), Cost: cny(4_000_000)},
				CampaignNumbers: reports.CampaignNumbers{Brought: 3, Converted: 2, Won: 1, WonAmount: cny(6_000_000)}, Before: reports.CampaignNumbers{Brought: 5, WonAmount: cny(100)}, Cost: cny(1_000_000), PerCustomer: cny(333_333), Return: days(5, 1),
			},
			{Campaign: models.Campaign{Code: "M002", Name: "Referral"}, CampaignNumbers: reports.CampaignNumbers{Brought: 1, WonAmount: cny(0)}, Unknown: reports.CostNotSaid},
		},
		Deals: reports.DealReport{
			Together: together(12_345_678, 0),
			Figures: []models.DealFigure{
				{Key: "won", Unit: models.UnitDeals, Now: days(1, 1), Before: days(2, 1)},
				{Key: "won_amount", Unit: models.UnitMoney, Now: days(12_345_678, 1), Before: days(10_000_000, 1)},
				{Key: "win_rate", Unit: models.UnitShare, Now: days(1, 15)},
				{Key: "cycle", Unit: models.UnitDays, Now: days(25, 2), Before: days(10, 1)},
				{Key: "velocity", Unit: models.UnitMoneyADay, Now: days(1_234_567, 2), Before: days(0, 1)},
			},
			People: []reports.DealPerson{{ID: "U0ALICE", Figures: []models.DealFigure{{Key: "won_amount", Unit: models.UnitMoney, Now: days(12_345_678, 1)}}}, {Figures: []models.DealFigure{{Key: "won_amount", Unit: models.UnitMoney}}}},
			Stages: []models.StageTime{{Stage: funnel[0], Finished: models.DealCount{Count: 2, Seconds: 3 * 86400, Middle: 3 * 86400}}, {Stage: funnel[1], Going: models.DealCount{Count: 1, Seconds: 86400, Middle: 2 * 86400}}},
		},
		Funnel: []reports.FunnelStep{{Stage: funnel[0], Reached: 8}, {Stage: funnel[1], Reached: 5}, {Stage: funnel[2], Reached: 1}},
		Boards: []models.Board{{
			Pipeline: selling, Total: models.BoardStage{Count: 3}, Together: together(300_000, 150_000),
			Stages: []models.BoardStage{{Stage: funnel[0], Count: 1, Worths: []models.Worth{{Amount: cny(100_000), Weighted: cny(10_000)}}}, {Stage: funnel[1], Count: 2, Worths: []models.Worth{{Amount: cny(200_000), Weighted: cny(140_000)}}}},
		}},
	}
	of := func(numbers ...int64) (list []models.TicketFigure) { // by pairs of now and before, in the order of the definitions; -1 is nothing to say
		exact := func(n int64, unit models.TicketUnit) *big.Rat {
			if n < 0 {
				return nil
			}
			return days(n, map[models.TicketUnit]int64{models.UnitTicketShare: 100}[unit]+map[models.TicketUnit]int64{models.UnitTickets: 1, models.UnitWorkingTime: 1}[unit])
		}
		for i, d := range reports.TicketDefinitions() {
			if 2*i < len(numbers) {
				list = append(list, models.TicketFigure{Key: d.Key, Unit: d.Unit, Now: exact(numbers[2*i], d.Unit), Before: exact(numbers[2*i+1], d.Unit)})
			}
		}
		return list
	}
	r.Tickets = reports.TicketReport{
		Figures:    of(9, 5, 7, 3, 3600, 1800, 10800, 3600, 86, 100, 6, 3, 16200, 32400, 162000, 97200, 67, 67, 1, 0, 5, 2, 1, 0, 33, -1, 75, 33),
		People:     []reports.TicketPart{{Value: "U0ALICE", Figures: of(2, 1, 3, 2, 1200, -1)}, {Figures: of(2, 0, 0, 0, -1, -1)}},
		Priorities: []reports.TicketPart{{Value: "urgent", Figures: of(3, 1, 1, 2, 1200, 2400, 1200, 2400, 100, 50, 1, 2)}},
	}
	for i := range reports.TrendMonths {
		month := day(2025, 12, 1).AddMonths(i)
		n := i + i*i%5
		r.Trend = append(r.Trend, reports.TrendMonth{Month: month, Until: month.AddMonths(1).AddDays(-1), New: n, Activated: n / 2, Churned: i % 3, Won: i % 4, Lost: i % 2, WonAmount: cny(int64(i%4) * 1_000_000), LostAmount: cny(int64(i%2) * 250_000)})
	}
	r.Trend[11].Until = r.Period.To
	r.Cohorts = []reports.Cohort{{Month: day(2026, 10, 1), New: 4, Active: []int{1, 2}}, {Month: day(2026, 11, 1), New: 0, Active: []int{0}}}
	r.Breakdowns = []reports.Breakdown{
		{By: models.ByOwner, Parts: []reports.Part{{Value: "U0ALICE", Customers: 30, New: 2, Won: 1, WonAmount: cny(12_345_678)}, {Value: "U0BOB", Customers: 10}, {Customers: 5}}},
		{By: models.ByIndustry, Parts: []reports.Part{{Value: "technology", Customers: 20, New: 1}, {Value: "gone", Customers: 5}, {Customers: 12}, {Rest: 7, Customers: 8}}},
		{By: models.BySource},
		{By: models.ByTag, Parts: []reports.Part{{Value: "VIP", Customers: 9}}},
	}
	return r, records{
		customers: customers, deals: []models.Deal{won, lost, open},
		tickets: []models.Ticket{
			{Code: "T001", Subject: "=打印机坏了", Text: "Not in it", Priority: models.PriorityUrgent, State: models.TicketSolved, Assignee: "U0ALICE", Requester: "U0SECRET", RaisedAt: *at(day(2026, 11, 24)), RespondedAt: at(day(2026, 11, 25)), RespondedBy: "U0BOB", ResponseUsed: 1200, SolvedAt: at(day(2026, 11, 26)), SolveUsed: 40000, Satisfaction: models.SatisfactionGood, SatisfiedBy: "speed"},
			{Code: "T002", Subject: "Toner", Priority: models.PriorityLow, State: models.TicketOpen, RaisedAt: *at(day(2026, 11, 27))},
		},
		followUps: []models.DueFollowUp{
			{FollowUp: models.FollowUp{ID: 1, DueOn: day(2026, 12, 3), DueTime: "15:30", Zone: "Asia/Shanghai", Title: "=1+1", Assignee: "U0ALICE", State: models.FollowUpPlanned, CreatedAt: made}, CustomerCode: "C001", CustomerName: "北京星河科技有限公司"},
			{FollowUp: models.FollowUp{ID: 2, DueOn: day(2026, 11, 26), Assignee: "U0BOB", State: models.FollowUpDone, Outcome: "谈妥", ClosedAt: at(day(2026, 11, 26)), ClosedBy: "U0BOB", CreatedAt: made}, CustomerCode: "C003", CustomerName: "Li Lei"},
		},
	}
}

// bookIn is the workbook of a report in a language, as a file.
func bookIn(t *testing.T, language string, r reports.Report, of records, change func(*report.Workbook)) []byte {
	t.Helper()
	frame, err := commands.New(commands.Parts{Industries: []string{"technology"}, Language: language, Labels: []i18n.Label{
		{Key: "industry.technology", Words: map[string]string{"en": "Technology", "zh": "科技"}}, {Key: "lost_reason.price", Words: map[string]string{"en": "Price", "zh": "价格"}},
	}}, report.Feature, forecast.Feature, privacy.Feature, deal.Feature, followup.Feature)
	if err != nil {
		t.Fatal(err)
	}
	p := frame.In(language)
	book := report.Workbook{
		Printer: p, Report: r, At: made, Rules: models.Rules{Industries: []string{"technology"}, Pipelines: models.NewPipelines([]models.Pipeline{selling}, funnel), Today: models.DateOf(made)},
		Reader: sheets.Reader{Language: language, Zone: time.UTC, Word: func(key string) (string, bool) { return p.T(key), p.Has(key) }, Person: func(id string) string { return map[string]string{"U0ALICE": "Alice", "U0BOB": "Bob"}[id] }},
	}
	if change != nil {
		change(&book)
	}
	var file bytes.Buffer
	if _, err := book.Write(t.Context(), &file, of, models.Operation{}, models.CountScope{}, func(int) {}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func opened(t *testing.T, file []byte) *excelize.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}

// said is every cell of a workbook as a program shows it.
func said(t *testing.T, book *excelize.File) string {
	t.Helper()
	var text strings.Builder
	for _, sheet := range book.GetSheetList() {
		fmt.Fprintf(&text, "== %s\n", sheet)
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if len(row) > 0 {
				fmt.Fprintf(&text, "%d\t%s\n", i+1, strings.ReplaceAll(strings.Join(row, "\t"), "\n", "⏎"))
			}
		}
	}
	return text.String()
}

// Each cell of the workbook is what a golden file says, in both languages.
func TestGoldenWorkbook(t *testing.T) {
	for _, language := range i18n.Languages() {
		r, of := whole()
		file := bookIn(t, language, r, of, nil)
		if where := os.Getenv("GUANXI_TEST_WORKBOOK"); where != "" { // to look at
			if err := os.WriteFile(where+"-"+language+".xlsx", file, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, golden := said(t, opened(t, file)), "testdata/workbook."+language+".txt"
		if update := flag.Lookup("update"); update.Value.String() == "true" { // viewstest's
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", language, diff)
		}
	}
}

// A workbook for a channel names no consumer, wherever they stand.
func TestAWorkbookForAChannel(t *testing.T) {
	r, of := whole()
	of.customers, of.followUps = nil, nil // the use cases mask these
	of.customers = append(of.customers, models.Customer{Code: "C009", Name: "Acme"})
	if text := said(t, opened(t, bookIn(t, "en", r, of, nil))); !strings.Contains(text, "Li Lei") {
		t.Error("who sees them doesn't read their name")
	}
	if text := said(t, opened(t, bookIn(t, "en", r, of, func(w *report.Workbook) { w.Public = true }))); strings.Contains(text, "Li Lei") {
		t.Error("all of a channel read the name of a consumer")
	}
}

// A report of nothing, of one customer, and one whose sheets hold less than there is, are workbooks that open.
func TestSmallWorkbooks(t *testing.T) {
	r, of := whole()
	sheetsOf := func(book *excelize.File) string { return strings.Join(book.GetSheetList(), " ") }
	empty := opened(t, bookIn(t, "en", reports.Report{Period: r.Period}, records{}, nil))
	if got := sheetsOf(empty); got != "Customers guanxi Deals Follow-ups" {
		t.Errorf("a report of nothing has the sheets %q", got)
	}
	zero := reports.Report{
		Period: r.Period, Figures: []models.Figure{{Key: "new"}, {Key: "conversion", Rate: true}}, ByStatus: []reports.StatusCount{{Status: models.StatusActive}},
		Trend: []reports.TrendMonth{{Month: r.Period.From.MonthStart(), Until: r.Period.To}}, Funnel: []reports.FunnelStep{{Stage: funnel[0]}, {Stage: funnel[1]}}, Boards: []models.Board{{Pipeline: selling}},
		Breakdowns: []reports.Breakdown{{By: reports.ByTag}}, Deals: reports.DealReport{Figures: []models.DealFigure{{Key: "win_rate", Unit: models.UnitShare}}},
	}
	if got := sheetsOf(opened(t, bookIn(t, "zh", zero, records{customers: of.customers[:1]}, nil))); got != "指标 趋势 销售管道 客户 guanxi 商机 跟进" {
		t.Errorf("a report of zeros has the sheets %q", got)
	}
	cut := opened(t, bookIn(t, "en", r, of, func(w *report.Workbook) { w.Most = 2 }))
	rows, err := cut.GetRows("Customers")
	if err != nil || len(rows) != 4 || !strings.HasPrefix(rows[3][0], "There are more") {
		t.Errorf("%q: %v", rows, err)
	}
}

// LibreOffice reads the workbook, and has every sheet, every cell of the figures and every chart of it.
func TestLibreOfficeReadsTheWorkbook(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("there is no LibreOffice here")
	}
	r, of := whole()
	dir := t.TempDir()
	mine := bookIn(t, "zh", r, of, nil)
	if err := os.WriteFile(filepath.Join(dir, "report.xlsx"), mine, 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "saved"), filepath.Join(dir, "report.xlsx"))
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(dir, "saved", "report.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := said(t, opened(t, saved)), said(t, opened(t, mine)); firstSheets(got) != firstSheets(want) {
		t.Errorf("(-written +read):\n%s", cmp.Diff(firstSheets(want), firstSheets(got)))
	}
	charts := func(file []byte) (n int) {
		packed, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range packed.File {
			if is, _ := filepath.Match("xl/charts/chart*.xml", f.Name); is {
				n++
			}
		}
		return n
	}
	if got, want := charts(saved), charts(mine); got != want || want < 10 {
		t.Errorf("%d charts of %d", got, want)
	}
}

// firstSheets are those of figures.
func firstSheets(said string) string {
	figures, _, _ := strings.Cut(said, "== 客户\n")
	return figures
}
