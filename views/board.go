package views

import (
	"strings"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// BoardLine is a stage of a board in a line, or all of them: how many deals, what they are worth in each currency, and weighted by how likely
// each is won. name is ready for mrkdwn.
func BoardLine(p *i18n.Printer, name string, stage models.BoardStage) string {
	parts := []string{name, p.Count("board.deals", stage.Count)}
	for _, worth := range stage.Worths {
		parts = append(parts, BoardWorth(p, worth))
	}
	return strings.Join(parts, " · ")
}

// BoardWorth is what deals are worth, and weighted.
func BoardWorth(p *i18n.Printer, worth models.Worth) string {
	return p.T("board.worth", "Amount", Money(p, worth.Amount), "Weighted", Money(p, worth.Weighted))
}

// MarkIcons stand before the marks of deals.
var MarkIcons = map[models.DealMark]string{models.MarkSlipped: "⚠️", models.MarkStuck: "🕸️", models.MarkCold: "🧊"}

// MarkText is a deal's mark with its icon.
func MarkText(p *i18n.Printer, mark models.DealMark) string {
	return MarkIcons[mark] + " " + p.T("board.mark_"+string(mark))
}

// MarkCounts says how many deals are to be looked after, and of what; "" where none is.
func MarkCounts(p *i18n.Printer, counts map[models.DealMark]int) string {
	var said []string
	for _, mark := range models.DealMarks() {
		number := p.Number(counts[mark])
		if counts[mark] >= models.MaxCounted {
			number += "+"
		}
		if counts[mark] > 0 {
			said = append(said, MarkIcons[mark]+" "+p.T("board.marked_"+string(mark), "Count", number))
		}
	}
	return strings.Join(said, " · ")
}

// MarkedDealLine is DealLineOf with the deal's marks; that its close date has passed is said beside the date.
func MarkedDealLine(p *i18n.Printer, d models.Deal, marks []models.DealMark, today models.Date, owner string) string {
	parts := []string{DealLineOf(p, d, today, owner)}
	for _, mark := range marks {
		if mark != models.MarkSlipped {
			parts = append(parts, MarkText(p, mark))
		}
	}
	return strings.Join(parts, " · ")
}
