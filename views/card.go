package views

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// ShareAction is the card's button that shows it to the channel; its value is the customer's code.
const ShareAction = "customer.share"

// Card is everything about a customer, for the person who asked: all fields, what is planned, what happened, and
// buttons.
func Card(p Reader, card models.Card) surface.Message {
	c := card.Customer
	shown := c
	if card.Masked {
		shown = c.Masked(card.Fields...)
	}
	if len(card.Deals) > 0 {
		shown.Opportunity = "" // it is one of them
	}
	blocks := cardFields(p, shown)
	if c.Archived() {
		blocks = slices.Insert(blocks, 1, slack.Block(Section(p.T("card.archived", "Time", SlackTime(*c.ArchivedAt))))) // below the name
	}
	blocks = append(blocks, Unreadable(p.Printer, c)...)
	blocks = append(blocks, customFields(p, shown, card.Fields)...)
	blocks = append(blocks, contactBlocks(p.Printer, card)...)
	blocks = append(blocks, dealBlocks(p.Printer, card)...)
	blocks = append(blocks, ticketBlocks(p.Printer, card)...)
	blocks = append(blocks, memberBlocks(p.Printer, card)...)
	blocks = append(blocks, plannedBlocks(p, card)...)
	if len(card.Events) > 0 {
		blocks = append(blocks, Sections("*"+p.T("card.timeline")+"*\n"+Timeline(p, card.Events))...)
	}
	blocks = append(blocks, Actions("", cardButtons(p.Printer, card)...),
		Footnote(p.T("card.footnote", "Created", SlackTime(c.CreatedAt), "CreatedBy", Mention(c.CreatedBy),
			"Updated", SlackTime(c.UpdatedAt), "UpdatedBy", Mention(c.UpdatedBy))),
	)
	return surface.Message{Text: CardTitle(c), Blocks: blocks}
}

// RestoreButton restores an archived customer.
func RestoreButton(p *i18n.Printer, c models.Customer) *slack.ButtonBlockElement {
	return RunButton("restore", "restore "+c.Code, p.T("button.restore"))
}

// cardButtons are what may be done with a customer; one that is archived is restored first.
func cardButtons(p *i18n.Printer, card models.Card) []slack.BlockElement {
	c := card.Customer
	if c.Archived() {
		return []slack.BlockElement{Primary(RestoreButton(p, c)), RunButton("timeline", "timeline "+c.Code, p.T("button.timeline")), RunButton("history", "history "+c.Code, p.T("button.history"))}
	}
	buttons := []slack.BlockElement{
		Primary(RunButton("edit", "edit "+c.Code, p.T("button.edit"))),
		RunButton("log", "log "+c.Code, p.T("button.log")),
		RunButton("follow", "follow "+c.Code, p.T("button.follow")),
		RunButton("status", "status "+c.Code, p.T("button.status")),
		RunButton("deal", "deal "+c.Code, p.T("button.deals")),
		RunButton("contact", "contact "+c.Code, p.T("button.contacts")),
		RunButton("timeline", "timeline "+c.Code, p.T("button.timeline")),
		Button(ShareAction, c.Code, p.T("button.share")),
		RunButton("history", "history "+c.Code, p.T("button.history")),
	}
	if FieldPages(card.Fields) != nil {
		buttons = append(buttons, Button(FieldsOpenAction, c.Code, p.T("button.more_fields")))
	}
	if card.Masked && card.MayReveal && (HasPersonal(c) || card.ContactCount > 0 || models.AnyPersonal(c, card.Fields)) {
		buttons = append(buttons, Button(RevealAction, Itoa(c.ID), p.T("button.reveal")))
	}
	return buttons
}

// Unreadable says why personal data doesn't stand there, and what to do; nothing where it does.
func Unreadable(p *i18n.Printer, c models.Customer) []slack.Block {
	if !c.Unreadable {
		return nil
	}
	return []slack.Block{Footnote("⚠️ " + p.T("unreadable.hint"))}
}

// CardTitle is a customer in a line of mrkdwn: the ID and the name.
func CardTitle(c models.Customer) string { return c.Code + " · " + Escape(OneLine(c.Name)) }

// The customer's fields by where they stand on the card, in its order.
var (
	numberedRows = placedOn(func(place int) bool { return place > 0 })
	paragraphs   = placedOn(func(place int) bool { return place == models.CardText })
	furtherRows  = placedOn(func(place int) bool { return place == models.CardIfSet })
)

func placedOn(here func(place int) bool) []models.FieldSpec {
	specs := slices.DeleteFunc(slices.Clone(models.Customers.Fields), func(s models.FieldSpec) bool { return !here(s.Card) })
	slices.SortStableFunc(specs, func(a, b models.FieldSpec) int { return a.Card - b.Card })
	return specs
}

// cardFields shows the rows of the card in their order, and the long texts below them. What is empty, or says no more than the name, isn't
// shown.
func cardFields(p Reader, c models.Customer) []slack.Block {
	var rows []*slack.TextBlockObject
	for _, spec := range numberedRows {
		value := c.Get(spec.Key)
		switch {
		case c.Unreadable && spec.Personal():
			value = "⚠️ " + p.T("unreadable.value")
		case value == "", spec.Key == models.FieldCompany && value == c.Name:
			continue
		default:
			value = cardText(p, c, spec)
		}
		rows = append(rows, CardRow(FieldLabel(p.Printer, spec.Key), value))
	}
	blocks := append([]slack.Block{Header(c.Code + " · " + c.Name)}, RowSections(rows)...)
	for _, spec := range paragraphs {
		if value := c.Get(spec.Key); value != "" {
			blocks = append(blocks, Section("*"+FieldLabel(p.Printer, spec.Key)+"*\n"+Escape(value)))
		}
	}
	return blocks
}

// cardText is a field as the card shows it: some by more than their own value.
func cardText(p Reader, c models.Customer, spec models.FieldSpec) string {
	switch spec.Key {
	case models.FieldStatus:
		return StatusText(p.Printer, c.Status)
	case models.FieldNextFollowUp:
		return p.Due(c.NextDue())
	}
	return valueText(p, spec, c.Get(spec.Key), MaxFieldText)
}

// CardRow is a row of a record's card, under its label; both are ready for mrkdwn.
func CardRow(label, value string) *slack.TextBlockObject {
	return Mrkdwn("*"+label+"*\n"+value, MaxFieldText)
}

// RowSections puts rows of a card into as many sections as they need.
func RowSections(rows []*slack.TextBlockObject) []slack.Block {
	var blocks []slack.Block
	for some := range slices.Chunk(rows, FieldsPerSection) {
		blocks = append(blocks, slack.NewSectionBlock(nil, some, nil))
	}
	return blocks
}

func plannedBlocks(p Reader, card models.Card) []slack.Block {
	if len(card.FollowUps) == 0 {
		return nil
	}
	lines := []string{"*" + p.T("card.planned") + "*"}
	planned := slices.Clone(card.FollowUps)
	slices.SortStableFunc(planned, func(a, b models.FollowUp) int { return models.CompareDue(a.Due(), b.Due(), p.Location) })
	for _, f := range planned {
		line := "• " + p.Due(f.Due())
		if f.Title != "" {
			line += " · " + Escape(OneLine(f.Title))
		}
		lines = append(lines, line+" · "+Mention(f.Assignee))
	}
	return []slack.Block{Section(strings.Join(lines, "\n"))}
}

// InteractionIcon marks a kind of interaction.
func InteractionIcon(kind models.InteractionKind) string { return InteractionIcons[kind] }

// InteractionIcons mark each kind of interaction.
var InteractionIcons = map[models.InteractionKind]string{
	models.InteractionCall: "📞", models.InteractionVisit: "🚗", models.InteractionMeeting: "🤝",
	models.InteractionEmail: "✉️", models.InteractionWeChat: "📱", models.InteractionChat: "💬", models.InteractionOther: "📝",
}

var statusIcons = map[models.Status]string{models.StatusPotential: "🟡", models.StatusActive: "🟢", models.StatusChurned: "🔴"}

// StatusText is a state with its mark.
func StatusText(p *i18n.Printer, s models.Status) string {
	return statusIcons[s] + " " + p.T("status."+string(s))
}

func industryText(p *i18n.Printer, key string) string {
	if key == "" {
		return ""
	}
	return Escape(p.T("industry." + key))
}

// FieldLabel is what a field, or another input of a form, is called.
func FieldLabel[K models.FormKey](p *i18n.Printer, field K) string {
	if _, given, is := models.GivenBy(models.Field(field)); is && given != "" && !p.Has("field."+string(field)) {
		return p.T("field." + string(given)) // as a file of such records gives it
	}
	return p.T("field." + string(field))
}

// FieldNames lists what some of the customer's fields are called, in the record's order.
func FieldNames(p *i18n.Printer, which func(models.FieldSpec) bool) string {
	var names []string
	for _, spec := range models.Customers.Fields {
		if which(spec) {
			names = append(names, FieldLabel(p, spec.Key))
		}
	}
	return p.List(names)
}

// CountsOf says in a line how much is held on a customer.
func CountsOf(p *i18n.Printer, held models.SubjectCounts) string {
	var counts []string
	if held.Contacts > 0 {
		counts = append(counts, p.Count("subject.contacts", held.Contacts))
	}
	counts = append(counts, p.Count("subject.interactions", held.Interactions), p.Count("subject.followups", held.FollowUps))
	if held.Open > 0 {
		counts = append(counts, p.Count("subject.open", held.Open))
	}
	return strings.Join(append(counts, p.Count("subject.changes", held.Changes), p.Count("subject.entries", held.Audit)), " · ")
}

// RevealAction is the card's button that shows personal data to who may see it; its value is the customer's ID.
const RevealAction = "customer.reveal"

// HasPersonal reports whether there is anything to reveal.
func HasPersonal(c models.Customer) bool {
	for _, field := range models.PersonalFields() {
		if c.Get(field) != "" {
			return true
		}
	}
	return false
}
