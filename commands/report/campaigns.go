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
		parts := []string{views.CampaignTitle(r.Campaign), views.CampaignNumbers(p, r.Brought, r.Converted, r.Won, r.WonAmount)}
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

// campaigns are what came of campaigns in the period, beside the part of their cost that falls on it.
func (w Workbook) campaigns() sheets.Table {
	t := sheets.Table{
		Columns: w.columns("report.campaigns", "field.campaign_code", "field.campaign_channel", "field.campaign_begins", "field.campaign_ends", "book.campaign_brought", "report.activated", "report.deals_won", "deals.won_amount",
			"book.campaign_cost", "book.campaign_each", "book.campaign_return"),
	}
	for _, r := range w.Report.Campaigns {
		m := r.Campaign
		t.Rows = append(t.Rows, []any{
			m.Name, m.Code, w.channel(m), m.BeginsOn, m.EndsOn, r.Brought, r.Converted, r.Won, r.WonAmount, unlessNone(r.Cost), unlessNone(r.PerCustomer), w.returned(r),
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

func (w Workbook) returned(r reports.CampaignResult) any {
	if r.Return == nil {
		return nil
	}
	return sheets.Percent(r.WonAmount.Minor-r.Cost.Minor, r.Cost.Minor)
}
