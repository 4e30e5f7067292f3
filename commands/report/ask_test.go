package report

import (
	"context"
	"testing"

	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// A report is asked for in either language, and what it was asked for is read again from its controls. It is Tuesday, 24 November 2026.
func TestWhatAReportIsAskedFor(t *testing.T) {
	office := commandstest.New(t, crm.Access{}, Feature)
	_, err := office.CRM.CreateCustomer(context.Background(), commandstest.Admin(), models.Customer{Name: "Northwind", Status: models.StatusPotential, Tags: "VIP & Co,老客户"})
	office.Check(err)
	h, ctx := handlers{office.Frame}, context.Background()
	for text, want := range map[string]struct {
		from, to string // the days that count
		last     string // of the whole, where that is later
		scope    models.CountScope
		share    bool
	}{
		"":                        {from: "2026-11-23", to: "2026-11-24", last: "2026-11-29"},
		"share":                   {from: "2026-11-23", to: "2026-11-24", last: "2026-11-29", share: true},
		"分享 今天":                   {from: "2026-11-24", to: "2026-11-24", share: true},
		"yesterday":               {from: "2026-11-23", to: "2026-11-23"},
		"last-week":               {from: "2026-11-16", to: "2026-11-22"},
		"last week":               {from: "2026-11-16", to: "2026-11-22"},
		"本月":                      {from: "2026-11-01", to: "2026-11-24", last: "2026-11-30"},
		"上个月":                     {from: "2026-10-01", to: "2026-10-31"},
		"10月":                     {from: "2026-10-01", to: "2026-10-31"},
		"12月":                     {from: "2025-12-01", to: "2025-12-31"},
		"2026-10":                 {from: "2026-10-01", to: "2026-10-31"},
		"October":                 {from: "2026-10-01", to: "2026-10-31"},
		"March 2025":              {from: "2025-03-01", to: "2025-03-31"},
		"2026-Q4":                 {from: "2026-10-01", to: "2026-11-24", last: "2026-12-31"},
		"第三季度":                    {from: "2026-07-01", to: "2026-09-30"},
		"last-quarter":            {from: "2026-07-01", to: "2026-09-30"},
		"year":                    {from: "2026-01-01", to: "2026-11-24", last: "2026-12-31"},
		"去年":                      {from: "2025-01-01", to: "2025-12-31"},
		"last 30 days":            {from: "2026-10-26", to: "2026-11-24"},
		"近7天":                     {from: "2026-11-18", to: "2026-11-24"},
		"2026-11-03":              {from: "2026-11-03", to: "2026-11-03"},
		"2026-11-01..2026-11-15":  {from: "2026-11-01", to: "2026-11-15"},
		"2026-11-20..2026-12-10":  {from: "2026-11-20", to: "2026-11-24", last: "2026-12-10"},
		"9月至10月":                  {from: "2026-09-01", to: "2026-10-31"},
		"2026-09..今天":             {from: "2026-09-01", to: "2026-11-24"},
		"me month":                {from: "2026-11-01", to: "2026-11-24", last: "2026-11-30", scope: models.CountScope{Person: commandstest.Owner}},
		"<@U0BOB|Bob K> 10月 team": {from: "2026-10-01", to: "2026-10-31"},
		"<@U0BOB|Bob K> 10月":      {from: "2026-10-01", to: "2026-10-31", scope: models.CountScope{Person: "U0BOB"}},
		"owner:me 10月":            {from: "2026-10-01", to: "2026-10-31", scope: models.CountScope{Person: commandstest.Owner}},
		"10月 行业:科技 来源:秋季展会":                  {from: "2026-10-01", to: "2026-10-31", scope: models.CountScope{Industry: "technology", Source: "秋季展会"}},
		`source:"Fair &amp; &lt;b&gt;" week`: {from: "2026-11-23", to: "2026-11-24", last: "2026-11-29", scope: models.CountScope{Source: "Fair & <b>"}},
		`tag:"vip &amp; co" yesterday`:       {from: "2026-11-23", to: "2026-11-23", scope: models.CountScope{Tag: "VIP & Co"}},
	} {
		a, err := h.ask(ctx, office.Call(), text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if want.last == "" {
			want.last = want.to
		}
		if p := a.period; p.From.String() != want.from || p.To.String() != want.to || p.Last().String() != want.last || a.scope != want.scope || a.share != want.share {
			t.Errorf("%q asks for %s – %s of until %s, %+v, share %t", text, p.From, p.To, p.Last(), a.scope, a.share)
		}
		again, err := h.ask(ctx, office.Call(), a.whole())
		if again.share = a.share; err != nil || again.scope != a.scope || again.period != a.period || again.name != a.name {
			t.Errorf("%q is read again from %q as %+v, %v", text, a.whole(), again, err)
		}
		if name, rest, ok := readAsked(askBlock + a.name + "/" + a.rest()); !ok || name != a.name || rest != a.rest() {
			t.Errorf("%q isn't read from the controls", text)
		}
		b, ok := readContext(contextOf(shown{report: reportOf(a), asked: a}))
		if !ok || b.scope != a.scope || b.period.From != a.period.From || b.period.To != a.period.To || b.period.Whole != a.period.Whole || b.period.Zone.String() != a.period.Zone.String() {
			t.Errorf("%q: its records are of %+v", text, b)
		}
	}
	for text, want := range map[string]string{
		"2027": "error.report_ahead", "下周": "error.report_ahead", "tomorrow": "error.report_ahead", "2026-11-09..2026-11-01": "error.report_reversed", "2019..2026": "error.report_long", "2023-11-23..2026-11-24": "error.report_long",
		"2026-11-01..soon": "error.bad_date", "soon..2026-11-01": "error.bad_date", "sometimes": "error.unknown_period", "-tag:老客户": "error.report_filter", "industry:technology,retail": "", "status:active": "error.report_filter",
		"industry:none": "error.report_filter", "created:today": "error.report_filter", "@nobody": "error.unknown_user",
	} {
		_, err := h.ask(ctx, office.Call(), text)
		if errs := models.AsErrors(err); len(errs) == 0 || want != "" && errs[0].Key != want {
			t.Errorf("%q is refused with %v, want %s", text, err, want)
		}
	}
	for _, forged := range []string{"", "x", "2026-11-01,2026-11-24,,UTC,,,", "2026-11-24,2026-11-01,,UTC,,,,", "2026-11-01,2026-11-24,,Mars/Base,,,,", "1026-11-01,2026-11-24,,UTC,,,,", "2026-11-01,2026-11-24,,UTC,bob,,,", "%zz,2026-11-24,,UTC,,,,", "2026-11-01,2026-11-24,2026-11-02,UTC,,,,", "2026-11-01,2026-11-24,2099-11-02,UTC,,,,"} {
		if b, ok := readContext(forged); ok {
			t.Errorf("%q is read as %+v", forged, b)
		}
	}
}

// reportOf is a report of what was asked for.
func reportOf(a asked) reports.Report { return reports.Report{Period: a.period} }
