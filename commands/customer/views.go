package customer

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// sharedCard is what a channel sees of a customer: who looks after it, how it stands and what comes next, nothing else,
// and a way to one's own card.
func sharedCard(p views.Reader, c models.Customer, by string) surface.Message {
	c.Name = c.PublicName()
	footer := p.T("card.shared_by", "User", views.Mention(by))
	next := c.NextDue()
	if next.Timed() { // who reads a channel lives anywhere
		footer += " · " + p.T("time.channel", "Zone", p.OwnZone(next.In(p.Location).Day))
	}
	var fields []*slack.TextBlockObject
	for _, row := range []struct {
		field models.Field
		value string
	}{{models.FieldStatus, views.StatusText(p.Printer, c.Status)}, {models.FieldOwner, views.Mention(c.Owner)}, {models.FieldNextFollowUp, p.Due(next)}} {
		fields = append(fields, views.Mrkdwn("*"+views.FieldLabel(p.Printer, row.field)+"*\n"+row.value, views.MaxFieldText))
	}
	return surface.Message{Text: views.CardTitle(c), Blocks: []slack.Block{
		views.Header(c.Code + " · " + c.Name), slack.NewSectionBlock(nil, fields, nil),
		views.Actions("", views.RunButton("open", "show "+c.Code, p.T("button.open"))),
		views.Footnote(footer),
	}}
}

// erasedCard is what there is to show of a customer whose data was erased.
func erasedCard(p *i18n.Printer, c models.Customer, held models.SubjectCounts) surface.Message {
	title := views.CardTitle(c)
	if c.Name == c.Code {
		title = c.Code
	}
	text := p.T("subject.erased", "At", views.SlackTime(*c.ErasedAt), "User", views.WhoDid(p, c.UpdatedBy))
	return surface.Message{Text: title, Blocks: []slack.Block{
		views.Section("*" + title + "*\n🗑️ " + text),
		views.Section(views.StatusText(p, c.Status) + " · " + views.CountsOf(p, held)),
		views.Actions("", views.RunButton("history", "history "+c.Code, p.T("button.history"))),
	}}
}

// revealed is a customer's personal data in a window of its own: Slack keeps messages, also private ones, but not these.
// contacts are those beside the primary one; custom are the custom fields, of which it shows those that are personal.
func revealed(p *i18n.Printer, c models.Customer, contacts []models.Contact, custom ...models.CustomField) surface.Modal {
	blocks := append([]slack.Block{views.Section("*" + views.CardTitle(c) + "*")}, views.Unreadable(p, c)...)
	for _, field := range models.PersonalFields() {
		if value := c.Get(field); value != "" {
			blocks = append(blocks, views.Section("*"+views.FieldLabel(p, field)+"*\n"+views.Escape(value)))
		}
	}
	for _, f := range custom {
		if value := c.Get(f.Key()); f.Personal && value != "" {
			blocks = append(blocks, views.Section("*"+views.Escape(views.OneLine(f.Label(p.Language())))+"*\n"+views.CustomValue(p, f, value, views.MaxText)))
		}
	}
	var others []string
	for _, contact := range contacts {
		others = append(others, revealedContact(p, contact))
	}
	if len(others) > 0 {
		blocks = append(blocks, views.Section("*"+p.T("card.contacts")+"*"))
		blocks = append(blocks, views.Sections(strings.Join(others, "\n"))...)
	}
	return surface.Modal{
		Title: p.T("modal.reveal.title"), Close: p.T("button.close"),
		Blocks: append(blocks, views.Footnote(p.T("modal.reveal.hint"))),
	}
}

// revealedContact is a contact in a line: the name, and the ways to reach them.
func revealedContact(p *i18n.Printer, c models.Contact) string {
	if c.Unreadable {
		return "⚠️ " + p.T("unreadable.value")
	}
	var parts []string
	for _, spec := range models.Contacts.Fields {
		switch value := views.Escape(views.OneLine(c.Get(spec.Key))); {
		case !spec.Personal() || value == "":
		case spec.Key == models.FieldContactName:
			parts = append(parts, value)
		default:
			parts = append(parts, views.FieldLabel(p, spec.Key)+": "+value)
		}
	}
	return "• " + strings.Join(parts, " · ")
}
