package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// dealTitle is how much of a deal's title a line shows, in UTF-16 units.
const dealTitle = 120

// StageText is what a stage is called, ready for mrkdwn.
func StageText(p *i18n.Printer, id int64) string {
	return Escape(OneLine(p.T("stage." + Itoa(id))))
}

// dealIcons mark a deal by its state.
var dealIcons = map[models.DealState]string{models.DealOpen: "🔵", models.DealWon: "🏆", models.DealLost: "⚪", models.DealShelved: "🗄️"}

// StageWithIcon is a deal's stage with the mark of its state.
func StageWithIcon(p *i18n.Printer, d models.Deal) string {
	return dealIcons[d.State] + " " + StageText(p, d.StageID)
}

// CloseText is when a deal is expected to close, marked where that day has passed; "" where nobody said it, and of a closed one.
func CloseText(p *i18n.Printer, d models.Deal, today models.Date) string {
	if d.ExpectedClose.IsZero() || !d.Open() {
		return ""
	}
	text := Day(p, d.ExpectedClose)
	if d.ExpectedClose.Before(today) {
		text += " ⚠️ " + p.T("deal.slipped")
	}
	return text
}

// DealLine is a deal in a line: its code and title, what it is worth, its stage, when it is expected to close, and whose it is.
func DealLine(p *i18n.Printer, d models.Deal, today models.Date) string {
	owner := ""
	if d.Owner != "" {
		owner = Mention(d.Owner)
	}
	return DealLineOf(p, d, today, owner)
}

// DealLineOf is DealLine with what its owner is called there; "" leaves them out.
func DealLineOf(p *i18n.Printer, d models.Deal, today models.Date, owner string) string {
	parts := []string{"*" + d.Code + "* " + Clip(Escape(OneLine(d.Title)), dealTitle), Money(p, d.Amount), StageWithIcon(p, d), CloseText(p, d, today)}
	if d.Open() {
		parts = append(parts, owner)
	}
	if d.ClosedAt != nil {
		parts = append(parts, SlackTime(*d.ClosedAt))
	}
	return joinParts(parts)
}

func joinParts(parts []string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, " · ")
}

// dealBlocks are the open deals on a customer's card, of which the first is its opportunity, and how many more there are.
func dealBlocks(p *i18n.Printer, card models.Card) []slack.Block {
	if len(card.Deals) == 0 {
		return nil
	}
	lines := []string{"*" + FieldLabel(p, models.FieldOpportunity) + "*"}
	for _, d := range card.Deals {
		lines = append(lines, "• "+DealLine(p, d, card.Today))
	}
	if more := card.DealCount - len(card.Deals); more > 0 {
		lines = append(lines, p.T("card.deals_more", "Count", p.Number(more)))
	}
	return []slack.Block{Section(strings.Join(lines, "\n"))}
}
