package ticket

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// states are what people call the states.
var states = map[string]models.TicketState{
	"open": models.TicketOpen, "reopen": models.TicketOpen, "处理中": models.TicketOpen, "打开": models.TicketOpen, "重新打开": models.TicketOpen, "重开": models.TicketOpen,
	"waiting": models.TicketWaiting, "wait": models.TicketWaiting, "pending": models.TicketWaiting, "等待": models.TicketWaiting, "等待客户": models.TicketWaiting, "待客户回复": models.TicketWaiting,
	"solved": models.TicketSolved, "solve": models.TicketSolved, "resolved": models.TicketSolved, "done": models.TicketSolved, "已解决": models.TicketSolved, "解决": models.TicketSolved, "完成": models.TicketSolved,
	"closed": models.TicketClosed, "close": models.TicketClosed, "已关闭": models.TicketClosed, "关闭": models.TicketClosed,
}

// The other words behind a ticket's code, and those that ask for the form of a new one.
var (
	editWords = []string{"edit", "编辑", "修改"}
	takeWords = []string{"take", "mine", "领取", "认领", "我来"}
	newWords  = []string{"new", "add", "create", "raise", "新建", "新增", "添加", "创建"}
	listWords = []string{"list", "show", "view", "of", "查看", "列表", "看"}
)

// cutTicket takes the code of a ticket off the beginning of a text.
func cutTicket(text string) (code, rest string, ok bool) {
	return commands.CutCode(text, models.ParseTicketCode)
}

// changes reports a word that says what is to be done with a ticket.
func changes(word string) bool {
	word = models.NormaliseText(word)
	_, state := states[word]
	return state || slices.Contains(takeWords, word) || slices.Contains(editWords, word)
}

// readTicket shows or changes the ticket that a text names by its code, or else lists a customer's, or raises one of it.
func (h handlers) readTicket(text string) commands.Step {
	if text == "" {
		return h.Pick("ticket")
	}
	code, rest, one := cutTicket(text)
	if word, after := commands.CutWord(text); !one && changes(word) { // solved T001
		code, rest, one = cutTicket(after)
		rest = strings.TrimSpace(word + " " + rest)
	}
	if !one {
		return commands.Answers(h.ofCustomer)
	}
	if slices.Contains(editWords, models.NormaliseText(rest)) {
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.edit(ctx, cl, code) })
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.one(ctx, cl, code, rest) })
}

// one shows a ticket, or changes it as the text behind its code says: to another state, who has it, or fields of it.
func (h handlers) one(ctx context.Context, cl commands.Call, code, rest string) (bot.Reply, error) {
	customer, found, err := h.CRM.TicketByCode(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	if rest == "" {
		return h.card(ctx, cl, customer, found, "")
	}
	if err := cl.Permit(models.MayServe); err != nil {
		return bot.Reply{}, err
	}
	rest, _ = commands.CutShout(rest)
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	d := h.describe(cl, rest, true)
	values, errs := h.valuesOf(cl, d, people)
	if words := told(cl, d.words, values); words != "" {
		errs = append(errs, models.Invalid("", "error.ticket_words", "Word", models.Shorten(commands.Unescape(words), 60), "Code", found.Code))
	}
	if err := errs.Err(); err != nil {
		return bot.Reply{}, err
	}
	if state, only := values[models.FieldTicketState]; only && len(values) == 1 {
		return h.moveTo(ctx, cl, found.ID, 0, models.TicketState(state), "/crm ticket")
	}
	return h.set(ctx, cl, found.ID, values, "/crm ticket")
}

// set changes fields of a ticket and shows it.
func (h handlers) set(ctx context.Context, cl commands.Call, id int64, values map[models.Field]string, source string) (bot.Reply, error) {
	customer, saved, err := h.CRM.UpdateTicket(ctx, cl.Operation(source), id, models.EditBase{}, values)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, customer, saved, "notice.ticket_saved")
}

// ofCustomer lists a customer's tickets, or raises one: a text is enough for that. Without one, or where something is wrong with it, a form
// asks.
func (h handlers) ofCustomer(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, rest, err := h.Named(ctx, cl, cl.Rest)
	text, _ := commands.CutShout(rest)
	if word, after := commands.CutWord(text); slices.Contains(newWords, models.NormaliseText(word)) {
		text = after
	}
	d := h.describe(cl, text, false)
	if models.IsNotFound(err) && cl.Actor.May(models.MayServe) && !h.BeginsWithAnothers(cl.Rest, "ticket") {
		text, _ = commands.CutShout(cl.Rest)
		var guessed *models.Customer
		if customer, d, guessed, err = h.within(ctx, cl, h.describe(cl, text, false)); guessed != nil || models.IsNotFound(err) {
			return h.askWhose(ctx, cl, d, guessed, models.AsErrors(err))
		}
		if rest = text; slices.Contains(listWords, models.NormaliseText(d.words)) && len(d.assigned) == 0 {
			rest = ""
		}
	}
	if err != nil {
		return bot.Reply{}, err
	}
	if rest == "" {
		return h.list(ctx, cl, customer.ID, 0)
	}
	if err := cl.Permit(models.MayServe); err != nil {
		return bot.Reply{}, err
	}
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	values, errs := h.valuesOf(cl, d, people)
	if _, named := values[models.FieldTicketSubject]; !named && d.words != "" {
		values[models.FieldTicketSubject] = commands.Unescape(d.words)
	}
	from, err := h.here(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	remembers := commands.Pack(adding{Customer: customer.ID, Source: from.sealed(cl), Fields: commands.CustomIDs(h.custom())})
	switch {
	case len(errs) > 0:
		return commands.GiveForm(cl, h.newForm(cl, customer, people, values), remembers, errs), nil
	case values[models.FieldTicketSubject] == "":
		return commands.ShowOr(cl, h.newForm(cl, customer, people, values), remembers, "ticket"), nil
	}
	reply, err := h.raise(ctx, cl, "/crm ticket", from, customer.ID, values)
	if refused := commands.Mendable(err); refused != nil {
		return commands.GiveForm(cl, h.newForm(cl, customer, people, values), remembers, refused), nil
	}
	return reply, err
}

// card shows a ticket under a line that says what was just done.
func (h handlers) card(ctx context.Context, cl commands.Call, customer models.Customer, t models.Ticket, notice string) (bot.Reply, error) {
	people, err := h.People(ctx, customer)
	if err != nil {
		return bot.Reply{}, err
	}
	times, err := h.CRM.TicketTimes(ctx, t)
	if err != nil {
		return bot.Reply{}, err
	}
	shown := card{
		customer: customer, ticket: t, contact: people.Name(cl.Printer, t.ContactID), custom: h.CRM.AllFields().Of(models.EntityTicket).Active(),
		times: times, now: h.CRM.Now(cl.User.Zone.String()), reader: cl.User.ID,
		mayServe: cl.Actor.May(models.MayServe) && !customer.Archived(), mayUndo: notice != "" && cl.Actor.May(models.MayUndo),
	}
	message := ticketCard(cl.Reader(), shown)
	if notice != "" {
		said := views.Notice(cl.Printer.T(notice, "Code", t.Code, "Subject", views.Escape(views.OneLine(t.Subject)), "State", cl.Printer.T("ticket_state."+string(t.State))))
		said = h.Warned(cl, said, commands.Written{Input: models.FieldTicketSubject.Input(), Text: t.Subject}, commands.Written{Input: models.FieldTicketText.Input(), Text: t.Text},
			commands.Written{Input: models.FieldTags.Input(), Text: t.Tags})
		message = views.WithNotice(said, message)
	}
	return commands.Say(message), nil
}

// maxListed is how many tickets of one customer are listed: those with something left to do, and those that were raised last.
const maxListed = 200

// list shows a page of a customer's tickets, those behind the first so many.
func (h handlers) list(ctx context.Context, cl commands.Call, customerID int64, before int) (bot.Reply, error) {
	customer, tickets, total, err := h.CRM.TicketsOf(ctx, cl.Actor, customerID, maxListed)
	if err != nil {
		return bot.Reply{}, err
	}
	if before >= len(tickets) {
		before = 0
	}
	shown := page{
		customer: customer, tickets: tickets, total: total, before: before, now: h.CRM.Now(cl.User.Zone.String()),
		mayServe: cl.Actor.May(models.MayServe) && !customer.Archived(),
	}
	message, err := commands.Fitting(min(len(tickets)-before, commands.PageSize), func(most int) (surface.Message, error) {
		shown.rows = most
		return ticketList(cl.Reader(), shown), nil
	})
	return commands.Say(message), err
}

// page shows another page of a customer's tickets in the place of the one whose button was pressed: 7:10 is what follows the first ten of
// customer 7.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	ids, err := commands.ParseIDs(cl.Value, 2)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.list(ctx, cl, ids[0], int(min(ids[1], maxListed))))
}

// move puts a ticket into the state that a button of its card names: 3:2:solved is the ticket 3 in its version 2.
func (h handlers) move(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	numbers, state, ok := cutLast(cl.Value)
	ids, err := commands.ParseIDs(numbers, 2)
	if err != nil || !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.InPlace(h.moveTo(ctx, cl, ids[0], int(ids[1]), models.TicketState(state), "button ticket.move"))
}

func cutLast(value string) (numbers, last string, ok bool) {
	at := strings.LastIndexByte(value, ':')
	if at < 0 {
		return value, "", false
	}
	return value[:at], value[at+1:], true
}

func (h handlers) moveTo(ctx context.Context, cl commands.Call, id int64, version int, state models.TicketState, source string) (bot.Reply, error) {
	customer, moved, err := h.CRM.MoveTicket(ctx, cl.Operation(source), id, version, state)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.card(ctx, cl, customer, moved, "notice.ticket_moved")
}

// take gives a ticket to who has pressed.
func (h handlers) take(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	ids, err := commands.ParseIDs(cl.Value, 1)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.set(ctx, cl, ids[0], map[models.Field]string{models.FieldTicketAssignee: cl.User.ID}, "button ticket.take"))
}
