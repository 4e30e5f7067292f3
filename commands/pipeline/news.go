package pipeline

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// maxNews is how many deals a message to a channel names.
const maxNews = 12

// newsIcons stand before what happened with a deal.
var newsIcons = map[models.NewsKind]string{models.NewsWon: "🏆", models.NewsLost: "⚪", models.NewsMoved: "➡️"}

// news tells a channel what became of deals: one in a sentence, several together under how many there are of each kind.
func news(p views.Reader, told models.DealsTold) surface.Message {
	if len(told.Items) == 1 {
		item := told.Items[0]
		text := newsIcons[item.Kind] + " " + p.T("news."+string(item.Kind))
		block := views.SectionWith("*"+text+"*\n"+newsLine(p.Printer, item), views.OpenRecord(p.Printer, "deal", item.Deal.Code))
		return surface.Message{Text: text + " · " + item.Deal.Code, Blocks: []slack.Block{block}}
	}
	counts := map[models.NewsKind]int{}
	for _, item := range told.Items {
		counts[item.Kind]++
	}
	var parts []string
	for _, kind := range []models.NewsKind{models.NewsWon, models.NewsLost, models.NewsMoved} {
		if counts[kind] > 0 {
			parts = append(parts, p.T("news.count_"+string(kind), "Count", p.Number(counts[kind])))
		}
	}
	text := p.T("news.title", "Count", p.Number(len(told.Items)), "Kinds", p.List(parts))
	var lines []string
	for _, item := range told.Items[:min(len(told.Items), maxNews)] {
		lines = append(lines, newsIcons[item.Kind]+" "+newsLine(p.Printer, item))
	}
	if more := len(told.Items) - maxNews; more > 0 {
		lines = append(lines, p.T("news.more", "Count", p.Number(more)))
	}
	if len(told.Won) > 0 && counts[models.NewsWon] > 1 {
		var sums []string
		for _, worth := range told.Won {
			sums = append(sums, views.Money(p.Printer, worth.Amount))
		}
		lines = append(lines, p.T("news.won_together", "Amounts", p.List(sums)))
	}
	blocks := append([]slack.Block{views.Section("*" + text + "*")}, views.Sections(strings.Join(lines, "\n"))...)
	return surface.Message{Text: text, Blocks: append(blocks, views.Actions("", views.RunButton("board", "pipeline team", p.T("button.board"))))}
}

// newsLine is a deal that something happened with: what it is and is worth, its way, its customer, and what its owner is called. Nobody is
// mentioned, and nothing is said that is about a person.
func newsLine(p *i18n.Printer, item models.DealTold) string {
	d := item.Deal
	parts := []string{"*" + d.Code + "* " + views.Clip(views.Escape(views.OneLine(d.Title)), views.TimelineLine), views.Money(p, d.Amount)}
	switch {
	case item.Kind == models.NewsMoved:
		parts = append(parts, views.StageText(p, item.FromStage)+" → "+views.StageText(p, d.StageID))
	case item.Kind == models.NewsLost && d.LostReason != "":
		parts = append(parts, views.Escape(p.T("lost_reason."+d.LostReason)))
	}
	parts = append(parts, "*"+item.Customer.Code+"* "+views.Clip(views.Escape(views.OneLine(item.Customer.PublicName())), views.TimelineLine))
	parts = append(parts, views.Escape(views.OneLine(item.Owner)))
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, " · ")
}
