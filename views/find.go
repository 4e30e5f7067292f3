package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// FindPageAction is the button that shows the next page of a search; its value is a cursor and the search's text.
const FindPageAction = "find.page"

// Found is a page of a search's answer. query is what was asked, as typed; next is the value of the button that shows
// the next page, "" when this is the last.
func Found(p Reader, query string, page models.CustomerPage, next string) surface.Message {
	if len(page.Customers) == 0 {
		text := p.T("find.none", "Words", Escape(query))
		if query == "" {
			text = p.T("find.empty")
		}
		return surface.Message{Text: text, Blocks: []slack.Block{section(text), actions("",
			runButton("new", clipRun("new", query), p.T("button.new")), runButton("help", "help find", p.T("button.help_find")))}}
	}
	text := p.Count("find.count", page.Total)
	if page.Total >= models.MaxCounted {
		text = p.T("find.many", "Max", p.Number(models.MaxCounted))
	}
	title := "*" + text + "*"
	if page.Near {
		text = p.T("find.near", "Words", Escape(query))
		title = text
	} else if query != "" {
		title += " · " + Escape(query)
	}
	blocks := []slack.Block{section(title)}
	for _, c := range page.Customers {
		blocks = append(blocks, sectionWith(customerLine(p, c), runButton("open", "show "+c.Code, p.T("button.open"))))
	}
	if next != "" {
		blocks = append(blocks, actions("", button(FindPageAction, next, p.T("button.more"))))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// customerLine is a customer in two lines, without personal data: lists may be looked at over a shoulder.
func customerLine(p Reader, c models.Customer) string {
	facts := []string{statusText(p.Printer, c.Status)}
	if c.Industry != "" {
		facts = append(facts, industryText(p.Printer, c.Industry))
	}
	if !c.NextFollowUp.IsZero() {
		facts = append(facts, "🗓️ "+p.due(c.NextDue()))
	}
	if c.Owner != "" {
		facts = append(facts, mention(c.Owner))
	}
	if c.Unreadable {
		facts = append(facts, "⚠️ "+p.T("unreadable.line"))
	}
	return "*" + c.Code + "* " + Escape(oneLine(c.Name)) + "\n" + strings.Join(facts, " · ")
}

// whichRow begins the block_id of a candidate's row: whichever is chosen, the question is answered (bot.QuestionPrefix).
const whichRow = "ask/which/"

// Candidates asks which customer was meant. again returns the command to run for the candidate of an index.
func Candidates(p Reader, words string, candidates []models.Customer, again func(int) string) surface.Message {
	text := p.T("find.which", "Words", Escape(clip(oneLine(words), maxOption)))
	blocks := []slack.Block{section(text)}
	for i, c := range candidates {
		row := sectionWith(customerLine(p, c), runButton("pick", again(i), p.T("button.choose")))
		row.BlockID = whichRow + itoa(int64(i))
		blocks = append(blocks, row)
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// PickCustomer is the form that asks for a customer before a command goes on; prompt is the command's name.
func PickCustomer(p *i18n.Printer, metadata string) surface.Modal {
	return surface.Modal{
		Callback: PickModal, Title: p.T("modal.pick.title"), Submit: p.T("button.next"), Close: p.T("button.cancel"),
		Metadata: metadata, Blocks: []slack.Block{customerInput(p, nil)},
	}
}

// clipRun joins a command and its text so that it fits a button.
func clipRun(command, rest string) string {
	text := command + " " + oneLine(rest)
	for len(text) > MaxRunText {
		text = clip(text, len([]rune(text))-50)
	}
	return text
}
