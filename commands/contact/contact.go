package contact

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// verbs are the words that add a contact. Chinese is written without blanks: 新建王经理.
var verbs = []string{"new", "add", "create", "新建", "新增", "添加"}

// cutVerb takes the word that adds a contact off the beginning of a text.
func cutVerb(text string) (rest string, adds bool) {
	word, after := commands.CutWord(text)
	for _, verb := range verbs {
		if models.NormaliseText(word) == verb {
			return after, true
		}
		if glued, found := strings.CutPrefix(word, verb); found && verb[0] >= 0x80 {
			return strings.TrimSpace(glued + " " + after), true
		}
	}
	return text, false
}

// hasVerb reports whether a text may add a contact, whichever customer it names.
func hasVerb(text string) bool {
	for rest := text; rest != ""; _, rest = commands.CutWord(rest) {
		if _, adds := cutVerb(rest); adds {
			return true
		}
	}
	return false
}

// readContact shows a customer's contacts, or adds one: with ! at the end at once, else by a form.
func (h handlers) readContact(text string) commands.Step {
	if text == "" {
		return h.Pick("contact")
	}
	if _, atOnce := commands.CutShout(text); hasVerb(text) && !atOnce {
		return commands.Opens(h.contact)
	}
	return commands.Answers(h.contact)
}

func (h handlers) contact(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, rest, adds, err := h.named(ctx, cl)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case adds:
		return h.add(ctx, cl, customer, rest)
	case rest != "":
		return bot.Reply{}, models.Invalid("", "error.contact_verb", "Code", customer.Code, "Word", models.Shorten(rest, 60))
	}
	return h.list(ctx, cl, customer.ID, 0, nil)
}

// named reads the customer and what follows. The verb may stand before a code as well: new C001 name=….
func (h handlers) named(ctx context.Context, cl commands.Call) (customer models.Customer, rest string, adds bool, err error) {
	text := cl.Rest
	if after, first := cutVerb(text); first {
		word, _ := commands.CutWord(after)
		if _, isCode := models.ParseCode(word); isCode {
			customer, rest, err = h.Named(ctx, cl, after)
			return customer, rest, true, err
		}
	}
	if customer, rest, err = h.Named(ctx, cl, text); err != nil {
		return customer, "", false, err
	}
	rest, adds = cutVerb(rest)
	return customer, rest, adds, nil
}

// add adds the contact of a text, or opens its form.
func (h handlers) add(ctx context.Context, cl commands.Call, customer models.Customer, text string) (bot.Reply, error) {
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	text, atOnce := commands.CutShout(text)
	values, errs := h.valuesOf(cl, text)
	remembers := adding{Customer: customer.ID}
	switch {
	case len(errs) > 0:
		return commands.GiveForm(cl, newForm(cl.Printer, customer, values), commands.Pack(remembers), errs), nil
	case !atOnce:
		return commands.ShowOr(cl, newForm(cl.Printer, customer, values), commands.Pack(remembers), "contact"), nil
	}
	saved, added, err := h.CRM.AddContact(ctx, cl.Operation("/crm contact"), customer.ID, values, cl.Known)
	if found := commands.DuplicatesIn(err); found != nil {
		return commands.AskDuplicate(cl, found, "contact "+cl.Rest, "contact "+customer.Code+" new"), nil
	}
	if refused := commands.Mendable(err); refused != nil {
		return commands.GiveForm(cl, newForm(cl.Printer, customer, values), commands.Pack(remembers), refused), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return h.added(ctx, cl, saved, added)
}

// added shows the list with a contact that was just added.
func (h handlers) added(ctx context.Context, cl commands.Call, customer models.Customer, added models.Contact) (bot.Reply, error) {
	key := "notice.contact_added"
	if added.ID == 0 {
		key = "notice.contact_first"
	}
	return h.changed(ctx, cl, customer, key, added)
}

// changed shows a customer's contacts under a line that says what was done with one, with the first sensitive word in its notes.
func (h handlers) changed(ctx context.Context, cl commands.Call, customer models.Customer, key string, about models.Contact) (bot.Reply, error) {
	notice := views.Notice(cl.Printer.T(key, "Who", views.ContactLine(cl.Printer, about, h.CRM.Masks()), "Code", customer.Code))
	notice = h.Warned(cl, notice, commands.Written{Input: models.FieldContactNotes.Input(), Text: about.ContactNotes})
	return h.list(ctx, cl, customer.ID, 0, &notice)
}

// list shows a page of a customer's contacts, those behind the first so many, under a notice of what was done.
func (h handlers) list(ctx context.Context, cl commands.Call, customerID int64, before int, notice *surface.Message) (bot.Reply, error) {
	customer, contacts, err := h.CRM.Contacts(ctx, cl.Actor, customerID)
	if err != nil {
		return bot.Reply{}, err
	}
	if before >= len(contacts) { // some were removed meanwhile
		before = 0
	}
	page := page{
		customer: customer, contacts: contacts, before: before, masked: h.CRM.Masks(), mayEdit: cl.Actor.May(models.MayEdit),
		mayReveal: h.CRM.MayReveal(cl.Actor, customer), mayUndo: notice != nil && cl.Actor.May(models.MayUndo),
	}
	rows := min(len(contacts)-before, commands.PageSize)
	message, err := commands.Fitting(rows, func(most int) (surface.Message, error) {
		page.rows = most
		message := contactList(cl.Printer, page)
		if notice != nil {
			message = views.WithNotice(*notice, message)
		}
		return message, nil
	})
	return commands.Say(message), err
}

// page shows another page of a list in the place of the one whose button was pressed: 7:10 is what follows the first ten of
// customer 7.
func (h handlers) page(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	numbers, err := commands.ParseIDs(cl.Value, 2)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.list(ctx, cl, numbers[0], int(min(numbers[1], models.MaxContacts)), nil))
}

// readMenu does what was chosen in a row's menu: edit 7:3:2 is the contact 3 of customer 7, in its version 2.
func (h handlers) readMenu(req *bot.Request) commands.Step {
	verb, value := commands.CutWord(req.Value)
	ids, err := commands.ParseIDs(value, 3)
	if err != nil {
		return commands.Answers(func(context.Context, commands.Call) (bot.Reply, error) { return bot.Reply{}, err })
	}
	customerID, id, version := ids[0], ids[1], int(ids[2])
	if verb == doEdit {
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.edit(ctx, cl, customerID, id) })
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		switch verb {
		case doPrimary:
			customer, err := h.CRM.MakePrimary(ctx, cl.Operation("button contact.primary"), customerID, id, version)
			if err != nil {
				return bot.Reply{}, err
			}
			return commands.InPlace(h.changed(ctx, cl, customer, "notice.contact_primary", customer.Primary()))
		case doRemove:
			customer, removed, err := h.CRM.RemoveContact(ctx, cl.Operation("button contact.remove"), customerID, id, version)
			if err != nil {
				return bot.Reply{}, err
			}
			return commands.InPlace(h.changed(ctx, cl, customer, "notice.contact_removed", removed))
		}
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	})
}
