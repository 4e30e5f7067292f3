package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// CustomerLine is a customer in two lines, without personal data: lists may be looked at over a shoulder.
func CustomerLine(p Reader, c models.Customer) string {
	facts := []string{StatusText(p.Printer, c.Status)}
	if c.Industry != "" {
		facts = append(facts, industryText(p.Printer, c.Industry))
	}
	if !c.NextFollowUp.IsZero() {
		facts = append(facts, "🗓️ "+p.Due(c.NextDue()))
	}
	if c.Owner != "" {
		facts = append(facts, Mention(c.Owner))
	}
	if c.Tags != "" {
		facts = append(facts, "🏷️ "+Clip(Escape(TagNames(c.Tags)), tagsInLine))
	}
	if c.Unreadable {
		facts = append(facts, "⚠️ "+p.T("unreadable.line"))
	}
	return "*" + c.Code + "* " + Escape(OneLine(c.Name)) + "\n" + strings.Join(facts, " · ")
}

// whichRow begins the block_id of a candidate's row: whichever is chosen, the question is answered (bot.QuestionPrefix).
const whichRow = "ask/which/"

// Candidates asks which customer was meant. again returns the command to run for the candidate of an index.
func Candidates(p Reader, words string, candidates []models.Customer, again func(int) string) surface.Message {
	text := p.T("find.which", "Words", Escape(Clip(OneLine(words), MaxOption)))
	blocks := []slack.Block{Section(text)}
	for i, c := range candidates {
		row := SectionWith(CustomerLine(p, c), RunButton("pick", again(i), p.T("button.choose")))
		row.BlockID = whichRow + Itoa(int64(i))
		blocks = append(blocks, row)
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// PickCustomer is the form that asks for a customer before a command goes on; prompt is the command's name.
func PickCustomer(p *i18n.Printer, metadata string) surface.Modal {
	return surface.Modal{
		Callback: PickModal, Title: p.T("modal.pick.title"), Submit: p.T("button.next"), Close: p.T("button.cancel"),
		Metadata: metadata, Blocks: []slack.Block{CustomerInput(p, nil)},
	}
}
