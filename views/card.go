package views

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// ShareAction is the card's button that shows it to the channel; its value is the customer's code.
const ShareAction = "customer.share"

// Card is everything about a customer, for the person who asked: all fields, what is planned, what happened, and
// buttons.
func Card(p Reader, card models.Card) Message {
	c := card.Customer
	shown := c
	if card.Masked {
		shown = c.Masked(card.Fields...)
	}
	blocks := append(cardFields(p, shown), unreadable(p.Printer, c)...)
	blocks = append(blocks, customFields(p, shown, card.Fields)...)
	blocks = append(blocks, plannedBlocks(p, card)...)
	blocks = append(blocks, timelineBlocks(p.Printer, card)...)
	buttons := []slack.BlockElement{
		primary(runButton("edit", "edit "+c.Code, p.T("button.edit"))),
		runButton("log", "log "+c.Code, p.T("button.log")),
		runButton("follow", "follow "+c.Code, p.T("button.follow")),
		runButton("status", "status "+c.Code, p.T("button.status")),
		button(ShareAction, c.Code, p.T("button.share")),
		runButton("history", "history "+c.Code, p.T("button.history")),
	}
	if FieldPages(card.Fields) != nil {
		buttons = append(buttons, button(FieldsOpenAction, c.Code, p.T("button.more_fields")))
	}
	if card.Masked && card.MayReveal && (hasPersonal(c) || models.AnyPersonal(c, card.Fields)) {
		buttons = append(buttons, button(RevealAction, itoa(c.ID), p.T("button.reveal")))
	}
	blocks = append(blocks, actions("", buttons...),
		footnote(p.T("card.footnote", "Created", slackTime(c.CreatedAt), "CreatedBy", mention(c.CreatedBy),
			"Updated", slackTime(c.UpdatedAt), "UpdatedBy", mention(c.UpdatedBy))),
	)
	return Message{Text: cardTitle(c), Blocks: blocks}
}

// SharedCard is what a channel sees of a customer: who looks after it, how it stands and what comes next, nothing else,
// and a way to one's own card.
func SharedCard(p Reader, c models.Customer, by string) Message {
	c.Name = c.PublicName()
	footer := p.T("card.shared_by", "User", mention(by))
	next := c.NextDue()
	if next.Timed() { // who reads a channel lives anywhere
		footer += " · " + p.T("time.channel", "Zone", p.ownZone(next.In(p.zone).Day))
	}
	var fields []*slack.TextBlockObject
	for _, row := range []struct {
		field models.Field
		value string
	}{{models.FieldStatus, statusText(p.Printer, c.Status)}, {models.FieldOwner, mention(c.Owner)}, {models.FieldNextFollowUp, p.due(next)}} {
		fields = append(fields, mrkdwn("*"+fieldLabel(p.Printer, row.field)+"*\n"+row.value, maxFieldText))
	}
	return Message{Text: cardTitle(c), Blocks: []slack.Block{
		header(c.Code + " · " + c.Name), slack.NewSectionBlock(nil, fields, nil),
		actions("", runButton("open", "show "+c.Code, p.T("button.open"))),
		footnote(footer),
	}}
}

// unreadable says why personal data doesn't stand there, and what to do; nothing where it does.
func unreadable(p *i18n.Printer, c models.Customer) []slack.Block {
	if !c.Unreadable {
		return nil
	}
	return []slack.Block{footnote("⚠️ " + p.T("unreadable.hint"))}
}

func cardTitle(c models.Customer) string { return c.Code + " · " + Escape(oneLine(c.Name)) }

// cardFields shows the rows of the card in their order, and the long texts below them.
func cardFields(p Reader, c models.Customer) []slack.Block {
	specs := slices.Clone(models.Customers.Fields)
	slices.SortStableFunc(specs, func(a, b models.FieldSpec) int { return a.Card - b.Card })
	var rows []*slack.TextBlockObject
	for _, spec := range specs {
		if spec.Card <= 0 {
			continue
		}
		value := cardText(p, c, spec)
		if c.Unreadable && spec.Personal() {
			value = "⚠️ " + p.T("unreadable.value")
		}
		rows = append(rows, cardRow(fieldLabel(p.Printer, spec.Key), value))
	}
	blocks := append([]slack.Block{header(c.Code + " · " + c.Name)}, sectionsOf(rows)...)
	for _, spec := range models.Customers.Fields {
		if value := c.Get(spec.Key); spec.Card == models.CardText && value != "" {
			blocks = append(blocks, section("*"+fieldLabel(p.Printer, spec.Key)+"*\n"+Escape(value)))
		}
	}
	return blocks
}

// cardText is a field as the card shows it: some by more than their own value.
func cardText(p Reader, c models.Customer, spec models.FieldSpec) string {
	switch spec.Key {
	case models.FieldStatus:
		return statusText(p.Printer, c.Status)
	case models.FieldCompany:
		return Escape(c.FullCompany())
	case models.FieldNextFollowUp:
		return cmp.Or(p.due(c.NextDue()), "–")
	}
	return valueText(p, spec, c.Get(spec.Key), maxFieldText)
}

func cardRow(label, value string) *slack.TextBlockObject {
	return mrkdwn("*"+label+"*\n"+value, maxFieldText)
}

// sectionsOf puts rows into as many sections as they need.
func sectionsOf(rows []*slack.TextBlockObject) []slack.Block {
	var blocks []slack.Block
	for some := range slices.Chunk(rows, fieldsPerSection) {
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
	slices.SortStableFunc(planned, func(a, b models.FollowUp) int { return models.CompareDue(a.Due(), b.Due(), p.zone) })
	for _, f := range planned {
		line := "• " + p.due(f.Due())
		if f.Title != "" {
			line += " · " + Escape(oneLine(f.Title))
		}
		lines = append(lines, line+" · "+mention(f.Assignee))
	}
	return []slack.Block{section(strings.Join(lines, "\n"))}
}

// timelineLine bounds what one event may take, so that five of them fit a section.
const timelineLine = 250

func timelineBlocks(p *i18n.Printer, card models.Card) []slack.Block {
	lines := []string{"*" + p.T("card.timeline") + "*"}
	interactions, changes := card.Interactions, card.Changes
	for len(interactions) > 0 || len(changes) > 0 {
		if len(changes) == 0 || (len(interactions) > 0 && !interactions[0].HappenedAt.Before(changes[0].ChangedAt)) {
			i := interactions[0]
			interactions = interactions[1:]
			lines = append(lines, "• "+slackTime(i.HappenedAt)+" · "+mention(i.CreatedBy)+" · "+InteractionIcon(i.Kind)+" "+clip(Escape(oneLine(i.Text)), timelineLine))
			continue
		}
		lines = append(lines, "• "+changeLine(p, changes[0]))
		changes = changes[1:]
	}
	if len(lines) == 1 {
		return nil
	}
	return []slack.Block{section(strings.Join(lines, "\n"))}
}

func changeLine(p *i18n.Printer, change models.StatusChange) string {
	line := slackTime(change.ChangedAt) + " · " + mention(change.ChangedBy) + " · "
	if change.FromStatus == "" {
		return line + p.T("card.created_as", "Status", p.T("status."+string(change.ToStatus)))
	}
	line += p.T("status."+string(change.FromStatus)) + " → " + p.T("status."+string(change.ToStatus))
	if change.Reason != "" {
		line += " · " + clip(Escape(oneLine(change.Reason)), timelineLine)
	}
	return line
}

// InteractionIcon marks a kind of interaction.
func InteractionIcon(kind models.InteractionKind) string { return interactionIcons[kind] }

var interactionIcons = map[models.InteractionKind]string{
	models.InteractionCall: "📞", models.InteractionVisit: "🚗", models.InteractionMeeting: "🤝",
	models.InteractionEmail: "✉️", models.InteractionChat: "💬", models.InteractionOther: "📝",
}

var statusIcons = map[models.Status]string{models.StatusPotential: "🟡", models.StatusActive: "🟢", models.StatusChurned: "🔴"}

func statusText(p *i18n.Printer, s models.Status) string {
	return statusIcons[s] + " " + p.T("status."+string(s))
}

func industryText(p *i18n.Printer, key string) string {
	if key == "" {
		return ""
	}
	return Escape(p.T("industry." + key))
}

func fieldLabel[K models.FormKey](p *i18n.Printer, field K) string {
	return p.T("field." + string(field))
}
