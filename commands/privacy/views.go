package privacy

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// eraseModal is the callback ID of the form that erases a customer's data.
const eraseModal = "subject.erase"

// erasureOfName is the choice that erases the name and the company too.
const erasureOfName = "name"

// eraseCustomer is the form that says what would go and what would stay, and asks for the customer's code, so that
// nobody erases another customer than they mean.
func eraseCustomer(p *i18n.Printer, c models.Customer, held models.SubjectCounts) surface.Modal {
	also := slack.NewCheckboxGroupsBlockElement(views.FieldAction, views.Option(erasureOfName, p.T("subject.erase_name")))
	if c.Kind == models.KindConsumer {
		also.InitialOptions = also.Options
	}
	return surface.Modal{
		Callback: eraseModal, Title: p.T("modal.erase.title", "Code", c.Code), Submit: p.T("button.erase"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Section("*" + views.CardTitle(c) + "*\n" + views.CountsOf(p, held)),
			views.Section(p.T("subject.goes", "Fields", views.FieldNames(p, func(s models.FieldSpec) bool { return s.Erasure == models.Erased && !s.Follows }))),
			views.Section(p.T("subject.stays")),
			views.Section(p.T("subject.in_slack")),
			views.TextInput(p, models.FieldCode, "", 0, false),
			views.TextInput(p, models.InputErasureReason, "", models.MaxReason, true),
			views.Optional(views.Input(p, models.InputErasureName, also)),
		},
	}
}

// erasedMessage says that a customer's data was erased; scrubbed is false where that is not yet true of every part of the
// database's file.
func erasedMessage(p *i18n.Printer, c models.Customer, scrubbed bool) surface.Message {
	text := p.T("notice.erased", "Code", c.Code)
	blocks := []slack.Block{views.Section(text)}
	if !scrubbed {
		blocks = append(blocks, views.Footnote(p.T("subject.not_scrubbed")))
	}
	return surface.Message{Text: text, Blocks: append(blocks, views.Footnote(p.T("subject.in_slack")), views.Actions("", views.RunButton("history", "history "+c.Code, p.T("button.history"))))}
}

// subjectFiles is what stands above the files with all that is held on a customer, in the DM of who asked for them.
func subjectFiles(p *i18n.Printer, c models.Customer) string {
	return p.T("subject.files", "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name)))
}

// subjectShared says where those files are.
func subjectShared(p *i18n.Printer, c models.Customer) surface.Message {
	return views.Notice(p.T("notice.subject_exported", "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name))))
}
