package capture

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The buttons and menus of a card, and the callback ID of its form.
const (
	confirmAction = "capture.confirm"
	editAction    = "capture.edit"
	dropAction    = "capture.drop"
	chooseAction  = "capture.choose"
	captureModal  = "capture.save"
)

// The blocks of what a card asks, by which its answers come back.
const (
	whichBlock = "capture/which"
	dayBlock   = "capture/day"
	dueBlock   = "capture/due"
)

// Choices beside customers, kinds and days.
const (
	createChoice = "new"
	noneChoice   = "none"
)

// maxShown is how much of a sentence a card shows, in UTF-16 units.
const maxShown = 600

// proposal is the card: what would be saved, what is asked, and what one can do about it.
func proposal(p views.Reader, s sentence, q questions) surface.Message {
	title := "✍️ " + p.T("capture.title")
	lines := []string{"*" + title + "*", customerLine(p.Printer, s, q)}
	if s.Kind != "" {
		kind := models.InteractionKind(s.Kind)
		line := views.InteractionIcon(kind) + " " + p.T("interaction."+s.Kind)
		if s.Day != "" {
			line += " · " + dayText(p.Printer, s.Day, s.Clock)
		}
		lines = append(lines, line)
	}
	if s.Deal != "" {
		amount, _ := models.ParseMoney(s.Amount, q.currency) // what isn't one is refused when it is saved
		lines = append(lines, dealLine(p.Printer, s.Deal, amount))
	}
	if s.Due != "" {
		lines = append(lines, followUpLine(p, dayText(p.Printer, s.Due, s.DueTime)+zoneNote(s.Zone), s.Title))
	} else if q.due != nil {
		lines = append(lines, followUpLine(p, p.T("capture.when_asked"), s.Title))
	}
	if q.nothing {
		lines = append(lines, "📵 "+p.T("capture.nothing_logged"))
	}
	blocks := []slack.Block{views.Section(strings.Join(lines, "\n")), views.Footnote("“" + views.Clip(views.Escape(views.OneLine(s.Text)), maxShown) + "”")}
	blocks = append(blocks, asked(p, s, q)...)
	value := commands.Pack(s)
	blocks = append(blocks, views.Actions("",
		views.Primary(views.Button(confirmAction, value, p.T("button.confirm"))),
		views.Button(editAction, value, p.T("button.edit")),
		views.Button(dropAction, value, p.T("button.not_this"))))
	return surface.Message{Text: title, Blocks: blocks}
}

func customerLine(p *i18n.Printer, s sentence, q questions) string {
	switch {
	case s.Code != "":
		return "👤 *" + s.Code + "* " + views.Escape(views.OneLine(s.Name))
	case q.surely:
		return "🆕 " + p.T("capture.new", "Name", views.Escape(views.OneLine(s.New)))
	}
	return "👤 " + p.T("capture.which")
}

func dealLine(p *i18n.Printer, title string, amount models.Money) string {
	line := "💼 " + p.T("capture.deal") + " · " + views.Escape(views.OneLine(title))
	if !amount.None() {
		line += " · " + views.Money(p, amount)
	}
	return line
}

func followUpLine(p views.Reader, when, title string) string {
	line := "🗓️ " + p.T("capture.follow_up") + " · " + when
	if title != "" {
		line += " · " + views.Escape(views.OneLine(title))
	}
	return line
}

// zoneNote names the zone by whose clock a time was said.
func zoneNote(zone string) string {
	if zone == "" {
		return ""
	}
	return " (" + views.Escape(zone) + ")"
}

// dayText is a day as it is kept, and a time of day, as they are shown.
func dayText(p *i18n.Printer, day, clock string) string {
	d, err := models.ParseDate(day)
	if err != nil {
		return views.Escape(day)
	}
	return strings.TrimSpace(views.Day(p, d) + " " + views.Escape(clock))
}

// asked are the menus for what the sentence doesn't say surely enough.
func asked(p views.Reader, s sentence, q questions) (blocks []slack.Block) {
	if s.Code == "" {
		var options []*slack.OptionBlockObject
		for _, c := range q.customers {
			options = append(options, views.Option(c.Code, views.CustomerChoice(c)))
		}
		chosen := ""
		if q.create {
			options = append(options, views.Option(createChoice, p.T("capture.create", "Name", views.OneLine(s.New))))
			if q.surely {
				chosen = createChoice
			}
		}
		blocks = append(blocks, menu(whichBlock, p.T("capture.choose_customer"), options, chosen)...)
	}
	if q.day {
		picker := slack.NewDatePickerBlockElement(chooseAction)
		picker.Placeholder = views.Plain(p.T("capture.choose_day"), views.MaxOption)
		blocks = append(blocks, views.Actions(dayBlock, picker))
	}
	if q.due != nil {
		var options []*slack.OptionBlockObject
		for _, m := range q.due {
			options = append(options, views.Option(strings.TrimSpace(m.Day.String()+" "+string(m.Time)), dayText(p.Printer, m.Day.String(), string(m.Time))))
		}
		options = append(options, views.Option(noneChoice, p.T("capture.no_follow_up")))
		blocks = append(blocks, menu(dueBlock, p.T("capture.choose_due"), options, "")...)
	}
	return blocks
}

// menu is a menu of its own row; none where there is nothing to choose.
func menu(block, prompt string, options []*slack.OptionBlockObject, chosen string) []slack.Block {
	if len(options) == 0 {
		return nil
	}
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(prompt, views.MaxOption), chooseAction, options...)
	for _, option := range options {
		if option.Value == chosen {
			element.InitialOption = option
		}
	}
	return []slack.Block{views.Actions(block, element)}
}

// form has all parts to be changed; known is nil when the customer is yet to be chosen, or new.
func form(p views.Reader, s sentence, known *models.Customer) surface.Modal {
	kinds := []*slack.OptionBlockObject{views.Option(noneChoice, p.T("capture.kind_none"))}
	for _, kind := range models.InteractionKinds() {
		kinds = append(kinds, views.Option(string(kind), views.InteractionIcon(kind)+" "+p.T("interaction."+string(kind))))
	}
	chosen := s.Kind
	if chosen == "" {
		chosen = noneChoice
	}
	day, _ := models.ParseDate(s.Day) // what is none leaves the picker empty
	due, _ := models.ParseDate(s.Due)
	clock, _ := models.ParseTimeOfDay(s.Clock)
	dueTime, _ := models.ParseTimeOfDay(s.DueTime)
	name := s.New
	if known != nil {
		name = ""
	}
	return surface.Modal{
		Callback: captureModal, Title: p.T("modal.capture.title"), Submit: p.T("button.save"), Close: p.T("button.cancel"),
		Blocks: []slack.Block{
			views.Optional(views.CustomerInput(p.Printer, known)),
			hinted(views.Optional(views.TextInput(p.Printer, models.FieldName, name, models.MaxLength(models.FieldName), false)), p.T("capture.name_hint")),
			views.ChooseInput(p.Printer, models.FieldKind, kinds, chosen),
			views.Optional(views.TextInput(p.Printer, models.FieldText, s.Text, models.MaxInteraction, true)),
			views.DateInput(p.Printer, models.InputHappenedOn, day),
			views.TimeInput(p.Printer, models.InputHappenedTime, clock),
			views.Optional(views.TextInput(p.Printer, models.FieldDealTitle, s.Deal, models.MaxDealTitle, false)),
			views.Optional(views.TextInput(p.Printer, models.FieldAmount, s.Amount, 0, false)),
			labelled(views.DateInput(p.Printer, models.FieldDueOn, due), p.T("capture.due_on")),
			labelled(views.TimeInput(p.Printer, models.FieldDueTime, dueTime), p.T("capture.due_time")),
			labelled(views.Optional(views.TextInput(p.Printer, models.FieldTitle, s.Title, models.MaxFollowUpTitle, false)), p.T("capture.due_title")),
		},
	}
}

func labelled(block *slack.InputBlock, label string) *slack.InputBlock {
	block.Label = views.Plain(label, views.InputMax)
	return block
}

func hinted(block *slack.InputBlock, hint string) *slack.InputBlock {
	block.Hint = views.Plain(hint, views.InputMax)
	return block
}

// savedMessage says what was saved, and how it is taken back.
func savedMessage(p views.Reader, saved models.Captured, calendar workday.Calendar) surface.Message {
	key := "notice.captured"
	if saved.Created {
		key = "notice.captured_new"
	}
	c := saved.Customer
	text := "✅ " + p.T(key, "Code", c.Code, "Name", views.Escape(views.OneLine(c.Name)))
	lines := []string{text}
	if i := saved.Interaction; i != nil {
		day := models.DateOf(i.HappenedAt.In(p.Location))
		lines = append(lines, views.InteractionIcon(i.Kind)+" "+p.T("interaction."+string(i.Kind))+" · "+views.Day(p.Printer, day)+"\n"+views.Clip(views.Escape(i.Text), maxShown))
	}
	if d := saved.Deal; d != nil {
		lines = append(lines, dealLine(p.Printer, d.Code+" "+d.Title, d.Amount))
	}
	if f := saved.FollowUp; f != nil {
		lines = append(lines, followUpLine(p, p.Due(f.Due()), f.Title))
		if off := views.DayOff(p.Printer, calendar, f.Due().In(p.Location).Day); off != "" {
			lines = append(lines, off)
		}
	}
	buttons := []slack.BlockElement{views.RunButton("open", "show "+c.Code, p.T("button.open"))}
	if d := saved.Deal; d != nil {
		buttons = append(buttons, views.RunButton("deal", "deal "+d.Code, d.Code))
	}
	buttons = append(buttons, views.RunButton("undo", "undo", p.T("button.take_back")))
	return surface.Message{Text: text, Blocks: []slack.Block{views.Section(strings.Join(lines, "\n")), views.Actions("", buttons...)}}
}

// droppedMessage says that nothing was saved, with what was written.
func droppedMessage(p *i18n.Printer, s sentence) surface.Message {
	m := views.Notice(p.T("notice.capture_dropped"))
	m.Blocks = append(m.Blocks, views.Typed(s.Text)...)
	return m
}
