package commands

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func statusRoutes() []route {
	return []route{
		{bot.KindSubmission, views.StatusModal, models.MayChangeStatus, (*Commands).submitStatus, nil},
	}
}

// status asks for the basis of a change: /crm status C001 active.
func (c *Commands) status(ctx context.Context, cl call) (bot.Reply, error) {
	if cl.text == "" {
		return c.pick(cl, "status"), nil
	}
	customer, to, err := c.cutStatus(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if to == customer.Status {
		return bot.Reply{}, models.Invalid(models.FieldStatus, "error.same_status", "Status", to)
	}
	if to == "" {
		to = otherThan(customer.Status)
	}
	form, remembers, err := c.statusForm(ctx, cl, customer, to)
	return show(form, pack(remembers)), err
}

// statusForm is the form that changes a customer's status, and what it remembers.
func (c *Commands) statusForm(ctx context.Context, cl call, customer models.Customer, to models.Status) (views.Modal, editing, error) {
	candidates, err := c.crm.BasisCandidates(ctx, cl.actor, customer.ID)
	form := views.StatusChange(cl.p, customer, to, candidates, cl.User.Zone)
	return form, editing{ID: customer.ID, From: customer.Status}, err
}

// cutStatus reads "C001 active" or "北京科技 活跃"; without a state, which a name may end with as well, it is asked in the form.
func (c *Commands) cutStatus(ctx context.Context, cl call) (customer models.Customer, to models.Status, err error) {
	customer, rest, found, err := c.namedExactly(ctx, cl, cl.text)
	if err != nil {
		return customer, "", err
	}
	if to = models.Status(choice(c.words.choices["status."], rest)); found && (rest == "" || to.Valid()) {
		return customer, to, nil
	}
	words, last := cl.text, ""
	if at := strings.LastIndexFunc(cl.text, isSpace); at >= 0 {
		words, last = cl.text[:at], strings.TrimFunc(cl.text[at:], isSpace)
	}
	if to = models.Status(choice(c.words.choices["status."], last)); last != "" && to.Valid() {
		customer, err = c.resolve(ctx, cl, words, last)
		return customer, to, err
	}
	if customer, err = c.resolve(ctx, cl, cl.text, ""); last != "" && models.AsErrors(err) != nil {
		err = models.Invalid(models.FieldStatus, "error.unknown_status", "Value", cmp.Or(rest, last))
	}
	return customer, "", err
}

// otherThan proposes the step that usually follows.
func otherThan(s models.Status) models.Status {
	if s == models.StatusActive {
		return models.StatusChurned
	}
	return models.StatusActive
}

func (c *Commands) submitStatus(ctx context.Context, cl call) (bot.Reply, error) {
	var edit editing
	if err := unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	in := models.StatusInput{From: edit.From, To: models.Status(cl.Form.Get(string(models.FieldStatus))), Reason: cl.Form.Get(string(models.FieldReason))}
	text, kind := cl.Form.Get(string(models.FieldText)), models.InteractionKind(cl.Form.Get(string(models.FieldKind)))
	// What was typed is the basis, whatever stands in the list: it must not get lost.
	switch basis := cl.Form.Get(string(models.InputBasis)); {
	case basis == views.NewBasis || strings.TrimSpace(text) != "":
		in.NewInteraction = &models.InteractionInput{Kind: kind, Text: text}
	default:
		id, err := strconv.ParseInt(basis, 10, 64)
		if err != nil {
			return bot.Reply{}, models.Invalid(models.InputBasis, "error.basis_unknown")
		}
		in.InteractionID = id
	}
	customer, err := c.crm.ChangeStatus(ctx, cl.operation("modal status.change"), edit.ID, in)
	if since := (*models.StatusChangedError)(nil); errors.As(err, &since) {
		form, remembers, err := c.statusForm(ctx, cl, since.Current, in.To)
		return renew(views.StatusSince(cl.p, form, since), remembers), err
	}
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.cardOf(ctx, cl, customer, "notice.status_changed")
	if err != nil {
		return bot.Reply{}, err
	}
	warned := bot.Content(c.warned(cl, views.Message(*reply.Message), written{models.FieldText.Input(), text}, written{models.FieldReason.Input(), in.Reason}))
	reply.Message = &warned
	return reply, nil
}
