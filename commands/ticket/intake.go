package ticket

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What may be done with a message of a support channel that is nobody's ticket yet. The value of each button is the message; the menu of the
// queue has what is chosen before it.
const (
	asideAction  = "ticket.aside"  // says that it is no request
	backAction   = "ticket.back"   // takes that back
	intakeAction = "ticket.intake" // the menu of a message in the queue
)

// maxIntakes is how many messages that are nobody's ticket stand at the head of the queue.
const maxIntakes = 5

// intake asks in the thread of a message whose request it is, or says what became of it. People of another company may read it.
func intake(p *i18n.Printer, told models.IntakeTold) surface.Message {
	from := source{told.Channel, told.TS, told.TS}
	switch {
	case told.Ticket != "":
		text := p.T("ticket.intake_is", "Code", told.Ticket)
		return surface.Message{Text: text, Blocks: []slack.Block{views.Section(text)}}
	case told.SetAsideBy != "":
		return setAside(p, from, told.SetAsideBy)
	}
	text := p.T("ticket.intake")
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Section(text), views.Actions("", views.Primary(whoseButton(p, from)), views.Button(asideAction, commands.Pack(from), p.T("button.ticket_aside"))),
	}}
}

// setAside says that somebody has said of a message that it is no request.
func setAside(p *i18n.Printer, from source, by string) surface.Message {
	text := p.T("ticket.intake_aside", "User", views.Mention(by))
	return surface.Message{Text: text, Blocks: []slack.Block{views.SectionWith(text, views.Button(backAction, commands.Pack(from), p.T("button.ticket_back_in")))}}
}

// intakeRows are the messages that are nobody's ticket yet, at the head of the queue.
func intakeRows(p views.Reader, list []models.Intake, total int) []slack.Block {
	if len(list) == 0 {
		return nil
	}
	blocks := []slack.Block{views.Section("*" + p.Count("ticket.undecided", total) + "*")}
	for _, in := range list {
		from := commands.Pack(source{in.Channel, in.TS, in.TS})
		menu := slack.NewOverflowBlockElement(intakeAction+"/"+in.Channel+"/"+in.TS,
			slack.NewOptionBlockObject(whoseAction+" "+from, views.Plain(p.T("button.ticket_whose"), views.MaxOption), nil),
			slack.NewOptionBlockObject(asideAction+" "+from, views.Plain(p.T("button.ticket_aside"), views.MaxOption), nil))
		blocks = append(blocks, views.SectionWith(intakeLine(in), menu))
	}
	if more := total - len(list); more > 0 {
		blocks = append(blocks, views.Footnote(p.Count("ticket.undecided_more", more)))
	}
	return append(blocks, slack.NewDividerBlock())
}

// intakeLine says where and when a message was said, by whom, and what it is about.
func intakeLine(in models.Intake) string {
	parts := []string{"<#" + in.Channel + ">", views.SlackTime(in.SaidAt)}
	if in.Author != "" {
		parts = append(parts, views.Mention(in.Author))
	}
	line := strings.Join(parts, " · ")
	if in.Subject != "" {
		line = views.Clip(views.Escape(views.OneLine(in.Subject)), saidLine) + "\n" + line
	}
	return line
}

// intakeMenu does what was chosen of a message in the queue.
func (h handlers) intakeMenu(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	action, from, _ := strings.Cut(cl.Value, " ")
	cl.Value = from
	switch action {
	case whoseAction:
		return h.whose(ctx, cl)
	case asideAction:
		return h.aside(ctx, cl)
	}
	return bot.Reply{}, models.Invalid("", "error.stale_form")
}

// aside says of a message that it is no request.
func (h handlers) aside(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.decide(ctx, cl, asideAction, true)
}

// putBack takes that back.
func (h handlers) putBack(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.decide(ctx, cl, backAction, false)
}

func (h handlers) decide(ctx context.Context, cl commands.Call, way string, aside bool) (bot.Reply, error) {
	var from source
	if err := commands.Unpack(cl.Value, &from); err != nil {
		return bot.Reply{}, err
	}
	if _, err := h.CRM.SetAside(ctx, cl.Operation("button "+way), from.Channel, from.TS, aside); err != nil {
		return bot.Reply{}, err
	}
	if aside {
		return commands.Say(setAside(cl.Printer, from, cl.User.ID)), nil
	}
	return commands.Say(views.Notice(cl.Printer.T("notice.ticket_back_in"))), nil
}
