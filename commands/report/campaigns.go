package report

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// campaignBlocks are what came of campaigns in the period, the most won first.
func campaignBlocks(p *i18n.Printer, s shown) []slack.Block {
	list := s.report.Campaigns
	if len(list) == 0 {
		return nil
	}
	lines := []string{"*" + p.T("report.campaigns") + "*"}
	for _, r := range list[:min(len(list), s.lines)] {
		parts := append([]string{views.CampaignTitle(r.Campaign)}, campaignNumbers(p, r)...)
		if !r.Cost.None() && r.Cost.Minor > 0 {
			parts = append(parts, p.T("report.campaign_cost", "Amount", views.Money(p, r.Cost)))
		}
		if r.Return != nil {
			parts = append(parts, p.T("report.campaign_return", "Percent", views.SignedPercent(r.Return)))
		}
		lines = append(lines, "• "+strings.Join(parts, " · "))
	}
	return []slack.Block{views.Section(strings.Join(andMore(p, lines, len(list)-min(len(list), s.lines)), "\n"))}
}

// campaignNumbers are what came of a campaign, each number with its change against the period before.
func campaignNumbers(p *i18n.Printer, r reports.CampaignResult) []string {
	if r.Nothing() && r.Before.Nothing() {
		return []string{p.T("campaign.nothing")}
	}
	changed := func(now, before int) string { return p.Number(now) + " (" + p.Signed(now-before) + ")" }
	parts := []string{
		p.T("campaign.brought", "Count", changed(r.Brought, r.Before.Brought)), p.T("campaign.converted", "Count", changed(r.Converted, r.Before.Converted)),
		p.T("report.campaign_won", "Count", changed(r.Won, r.Before.Won)),
	}
	more := r.WonAmount.Minor - r.Before.WonAmount.Minor
	if r.WonAmount.Minor == 0 && more == 0 {
		return parts
	}
	sign, abs := "+", models.Money{Minor: more, Currency: r.WonAmount.Currency}
	switch {
	case more == 0:
		sign = "±"
	case more < 0:
		sign, abs.Minor = "−", -more
	}
	return append(parts, views.Money(p, r.WonAmount)+" ("+sign+views.Money(p, abs)+")")
}

// campaigns are what came of campaigns in the period, beside the part of their cost that falls on it.
func (w Workbook) campaigns() sheets.Table {
	t := sheets.Table{
		Columns: w.columns("report.campaigns", "field.campaign_code", "field.campaign_channel", "field.campaign_begins", "field.campaign_ends", "book.campaign_brought", "report.activated", "report.deals_won", "deals.won_amount",
			"book.campaign_cost", "book.campaign_each", "book.campaign_return"),
	}
	for _, i := range []int{5, 6, 7, 8} { // behind the others, each with its change
		t.Columns = append(t.Columns, w.Printer.T("book.change_of", "Figure", t.Columns[i]))
	}
	for _, r := range w.Report.Campaigns {
		m := r.Campaign
		t.Rows = append(t.Rows, []any{
			m.Name, m.Code, w.channel(m), m.BeginsOn, m.EndsOn, r.Brought, r.Converted, r.Won, r.WonAmount, unlessNone(r.Cost), unlessNone(r.PerCustomer), w.returned(r),
			sheets.Change(float64(r.Brought-r.Before.Brought), 0), sheets.Change(float64(r.Converted-r.Before.Converted), 0), sheets.Change(float64(r.Won-r.Before.Won), 0),
			moneyChange(r.WonAmount.Minor-r.Before.WonAmount.Minor, r.WonAmount.Currency),
		})
	}
	bars := min(len(t.Rows), mostBars)
	t.Charts = []sheets.Chart{{Kind: sheets.Bars, Title: t.Columns[0] + " · " + t.Columns[5], Columns: []int{5}, Rows: bars}, {Kind: sheets.Bars, Title: t.Columns[0] + " · " + t.Columns[8], Columns: []int{8}, Rows: bars}}
	t.Note = w.Printer.T("book.campaigns_note")
	return t
}

func (w Workbook) channel(m models.Campaign) string {
	if key := "campaign_channel." + m.Channel; m.Channel != "" && w.Printer.Has(key) {
		return w.Printer.T(key)
	}
	return m.Channel
}

// unlessNone is an amount as a cell takes it, or nothing where there is none.
func unlessNone(amount models.Money) any {
	if amount.None() {
		return nil
	}
	return amount
}

// moneyChange is by how many minor units an amount is more than it was.
func moneyChange(more int64, currency string) any {
	places, n := models.MinorPlaces(currency), float64(more)
	for range places {
		n /= 10
	}
	return sheets.Change(n, places)
}

func (w Workbook) returned(r reports.CampaignResult) any {
	if r.Return == nil {
		return nil
	}
	return sheets.Percent(r.WonAmount.Minor-r.Cost.Minor, r.Cost.Minor)
}
