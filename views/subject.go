package views

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// EraseModal is the callback ID of the form that erases a customer's data.
const EraseModal = "subject.erase"

// ErasureOfName is the choice that erases the name and the company too.
const ErasureOfName = "name"

// EraseCustomer is the form that says what would go and what would stay, and asks for the customer's code, so that
// nobody erases another customer than they mean.
func EraseCustomer(p *i18n.Printer, c models.Customer, held models.SubjectCounts) Modal {
	also := slack.NewCheckboxGroupsBlockElement(fieldAction, option(ErasureOfName, p.T("subject.erase_name")))
	if c.Kind == models.KindConsumer {
		also.InitialOptions = also.Options
	}
	return Modal{
		Callback: EraseModal, Title: p.T("modal.erase.title", "Code", c.Code), Submit: p.T("button.erase"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			section("*" + cardTitle(c) + "*\n" + countsOf(p, held)),
			section(p.T("subject.goes")),
			section(p.T("subject.stays")),
			section(p.T("subject.in_slack")),
			textInput(p, models.FieldCode, "", 0, false),
			textInput(p, models.InputErasureReason, "", models.MaxReason, true),
			optional(input(p, models.InputErasureName, also)),
		},
	}
}

func countsOf(p *i18n.Printer, held models.SubjectCounts) string {
	counts := []string{p.Count("subject.interactions", held.Interactions), p.Count("subject.followups", held.FollowUps)}
	if held.Open > 0 {
		counts = append(counts, p.Count("subject.open", held.Open))
	}
	return strings.Join(append(counts, p.Count("subject.changes", held.Changes), p.Count("subject.entries", held.Audit)), " · ")
}

// Erased says that a customer's data was erased; scrubbed is false where that is not yet true of every part of the
// database's file.
func Erased(p *i18n.Printer, c models.Customer, scrubbed bool) Message {
	text := p.T("notice.erased", "Code", c.Code)
	blocks := []slack.Block{section(text)}
	if !scrubbed {
		blocks = append(blocks, footnote(p.T("subject.not_scrubbed")))
	}
	return Message{Text: text, Blocks: append(blocks, footnote(p.T("subject.in_slack")), actions("", runButton("history", "history "+c.Code, p.T("button.history"))))}
}

// ErasedCard is what there is to show of a customer whose data was erased.
func ErasedCard(p *i18n.Printer, c models.Customer, held models.SubjectCounts) Message {
	title := cardTitle(c)
	if c.Name == c.Code {
		title = c.Code
	}
	text := p.T("subject.erased", "At", slackTime(*c.ErasedAt), "User", whoDid(p, c.UpdatedBy))
	return Message{Text: title, Blocks: []slack.Block{
		section("*" + title + "*\n🗑️ " + text),
		section(statusText(p, c.Status) + " · " + countsOf(p, held)),
		actions("", runButton("history", "history "+c.Code, p.T("button.history"))),
	}}
}

// SubjectFiles is what stands above the files with all that is held on a customer, in the DM of who asked for them.
func SubjectFiles(p *i18n.Printer, c models.Customer) string {
	return p.T("subject.files", "Code", c.Code, "Name", Escape(oneLine(c.Name)))
}

// SubjectShared says where those files are.
func SubjectShared(p *i18n.Printer, c models.Customer) Message {
	return Notice(p.T("notice.subject_exported", "Code", c.Code, "Name", Escape(oneLine(c.Name))))
}
