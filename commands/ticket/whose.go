package ticket

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// within looks for the customer in what was said, where that doesn't begin with one: new C001 it smokes, or it smokes C001. One whom a sentence
// names may be another than it is about, and is only guessed. What comes back is said of the ticket.
func (h handlers) within(ctx context.Context, cl commands.Call, d described) (customer models.Customer, of described, guessed *models.Customer, err error) {
	if word, after := commands.CutWord(d.words); slices.Contains(newWords, models.NormaliseText(word)) {
		d.words = after
	}
	customer, rest, err := h.Named(ctx, cl, d.text())
	if !models.IsNotFound(err) {
		return customer, h.describe(cl, rest, false), nil, err
	}
	var before []string
	for word, after := commands.CutWord(d.words); word != ""; word, after = commands.CutWord(after) {
		if code, is := models.ParseCode(strings.TrimFunc(word, commands.IsSeparator)); is {
			if customer, err = h.CRM.ResolveCustomer(ctx, cl.Actor, code); err == nil {
				d.words = strings.TrimSpace(strings.Join(append(before, after), " "))
			}
			return customer, d, nil, err
		}
		before = append(before, word)
	}
	named, sure, wrong := h.GuessCustomer(ctx, cl.Actor, commands.Unescape(d.words))
	switch {
	case wrong != nil:
		err = wrong
	case sure:
		guessed = &named
	}
	return models.Customer{}, d, guessed, err
}

// askWhose asks whose ticket it is that a text describes, which names no customer that is known, or one in a sentence.
func (h handlers) askWhose(ctx context.Context, cl commands.Call, d described, guessed *models.Customer, errs models.Errors) (bot.Reply, error) {
	from, err := h.here(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	values, wrong := h.valuesOf(cl, d, commands.People{})
	if _, named := values[models.FieldTicketSubject]; !named {
		values[models.FieldTicketSubject] = commands.Unescape(d.words)
	}
	if values[models.FieldPriority] == "" {
		values[models.FieldPriority] = string(models.PriorityNormal)
	}
	form := raiseForm(cl.Printer, guessed, asked{commands.People{}, h.rules(cl), h.custom()}, values)
	remembers := commands.Pack(raising{Source: from.sealed(cl), Fields: commands.CustomIDs(h.custom())})
	if guessed != nil {
		errs = nil
	}
	for _, e := range errs {
		e.Input = models.InputCustomer
	}
	if errs = append(errs, wrong...); len(errs) == 0 {
		return commands.ShowOr(cl, form, remembers, "ticket"), nil
	}
	return commands.GiveForm(cl, form, remembers, errs), nil
}
