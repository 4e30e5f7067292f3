package pipeline

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// pageAction is the button that shows the next page of a board; its value says of which (pageValue).
const pageAction = "pipeline.page"

// shown is a page of a board as somebody sees it.
type shown struct {
	query models.DealQuery
	board models.Board
	page  models.DealPage
	today models.Date
	own   string // who looks at it
}

// board is what the open deals of a pipeline are worth, stage by stage, and a page of them.
func board(p views.Reader, s shown) surface.Message {
	name := views.Escape(views.OneLine(s.board.Pipeline.Label(p.Language())))
	parts := []string{p.T("pipeline.title", "Name", name)}
	if s.query.Owner != "" {
		parts = append(parts, views.Mention(s.query.Owner))
	}
	if !s.query.From.IsZero() {
		parts = append(parts, p.T("pipeline.closing", "From", views.Day(p.Printer, s.query.From), "To", views.Day(p.Printer, s.query.To)))
	}
	text := strings.Join(parts, " · ")
	blocks := []slack.Block{views.Section("*" + text + "*")}
	if s.board.Total.Count == 0 {
		blocks = append(blocks, views.Section(p.T("pipeline.none")))
	} else {
		var lines []string
		for _, stage := range s.board.Stages {
			lines = append(lines, stageLine(p.Printer, "*"+views.Escape(views.OneLine(stage.Stage.Label(p.Language())))+"*", stage))
		}
		lines = append(lines, stageLine(p.Printer, "*"+p.T("pipeline.total")+"*", s.board.Total))
		if line := togetherLine(p.Printer, s.board.Together); line != "" {
			lines = append(lines, line)
		}
		blocks = append(append(blocks, views.Sections(strings.Join(lines, "\n"))...), views.Divider())
	}
	for _, d := range s.page.Deals {
		line := views.DealLine(p.Printer, d, s.today) + "\n" + views.CardTitle(s.page.Customers[d.CustomerID])
		blocks = append(blocks, views.SectionWith(line, views.RunButton("deal/"+d.Code, "deal "+d.Code, p.T("button.open"))))
	}
	var buttons []slack.BlockElement
	if s.query.Owner == "" {
		buttons = append(buttons, views.RunButton("mine", "pipeline mine", p.T("button.pipeline_mine")))
	} else {
		buttons = append(buttons, views.RunButton("team", "pipeline team", p.T("button.pipeline_team")))
	}
	if s.page.Next != "" {
		buttons = append(buttons, views.Button(pageAction, pageValue(s.query, s.page.Next), p.T("button.more")))
	}
	blocks = append(blocks, views.Actions("", buttons...))
	if note := views.RatesNote(p.Printer, s.board.Together); note != "" {
		blocks = append(blocks, views.Footnote(note))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// stageLine is a stage in a line: how many deals, what they are worth in each currency, and weighted by how likely each is won.
func stageLine(p *i18n.Printer, name string, stage models.BoardStage) string {
	parts := []string{name, p.Count("pipeline.deals", stage.Count)}
	for _, worth := range stage.Worths {
		parts = append(parts, p.T("pipeline.worth", "Amount", views.Money(p, worth.Amount), "Weighted", views.Money(p, worth.Weighted)))
	}
	return strings.Join(parts, " · ")
}

// togetherLine is what all amounts that have a rate are worth in the team's currency; "" where it says nothing that isn't said already.
func togetherLine(p *i18n.Printer, together models.Converted) string {
	if len(together.Rates) == 0 {
		return ""
	}
	return "≈ " + p.T("pipeline.worth", "Amount", views.Money(p, together.Amount), "Weighted", views.Money(p, together.Weighted))
}
