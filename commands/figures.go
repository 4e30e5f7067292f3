package commands

import (
	"slices"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// FigureFields shows figures in sections, each with its change against the period before.
func FigureFields(p *i18n.Printer, figures []models.Figure) []slack.Block {
	var blocks []slack.Block
	for part := range slices.Chunk(figures, views.FieldsPerSection) {
		fields := make([]*slack.TextBlockObject, 0, len(part))
		for _, f := range part {
			fields = append(fields, views.Mrkdwn("*"+p.T("report."+f.Key)+"*\n"+figureText(p, f), views.MaxFieldText))
		}
		blocks = append(blocks, slack.NewSectionBlock(nil, fields, nil))
	}
	return blocks
}

// figureText is a count with its change, or a rate with what it is a share of and its change in percentage points.
func figureText(p *i18n.Printer, f models.Figure) string {
	if !f.Rate {
		return p.Number(f.Now.N) + " (" + p.Signed(f.Now.N-f.Before.N) + ")"
	}
	change := p.Points(f.Now.N, f.Now.Of, f.Before.N, f.Before.Of)
	if change != i18n.NoPercent {
		change = p.T("report.points", "Change", change)
	}
	return p.T("report.rate", "Percent", p.Percent(f.Now.N, f.Now.Of), "Of", p.Number(f.Now.Of), "Change", change)
}
