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
	"github.com/guanxi-crm/guanxi/views/surface"
)

// StatusFeature is the status of a customer.
func StatusFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "status", Aliases: []string{"状态"}, Needs: models.MayChangeStatus, Read: c.readStatus},
		},
		Ways: []Way{{
			Kind: bot.KindSubmission, Name: views.StatusModal, Needs: models.MayChangeStatus, Run: c.submitStatus,
			Inputs: []models.Input{models.FieldStatus.Input(), models.InputBasis, models.FieldKind.Input(), models.FieldText.Input(), models.FieldReason.Input()},
		}},
	}
}

// readStatus asks in a form, whatever was typed.
func (c *Frame) readStatus(text string) Step {
	if text == "" {
		return c.pick("status")
	}
	return Opens(c.status)
}

// statusAsked is what the form of a status remembers: which customer, and the status that it showed.
type statusAsked struct {
	ID   int64         `json:"id"`
	From models.Status `json:"from,omitempty"`
}

// status asks for the basis of a change: /crm status C001 active.
func (c *Frame) status(ctx context.Context, cl Call) (bot.Reply, error) {
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
	return Show(form, pack(remembers)), err
}

// statusForm is the form that changes a customer's status, and what it remembers.
func (c *Frame) statusForm(ctx context.Context, cl Call, customer models.Customer, to models.Status) (surface.Modal, statusAsked, error) {
	candidates, err := c.CRM.BasisCandidates(ctx, cl.Actor, customer.ID)
	form := views.StatusChange(cl.Printer, customer, to, candidates, cl.User.Zone)
	return form, statusAsked{ID: customer.ID, From: customer.Status}, err
}

// cutStatus reads "C001 active" or "北京科技 活跃"; without a state, which a name may end with as well, it is asked in the form.
func (c *Frame) cutStatus(ctx context.Context, cl Call) (customer models.Customer, to models.Status, err error) {
	customer, rest, found, err := c.namedExactly(ctx, cl, cl.Rest)
	if err != nil {
		return customer, "", err
	}
	if to = c.Status(rest); found && (rest == "" || to.Valid()) {
		return customer, to, nil
	}
	words, last := cl.Rest, ""
	if at := strings.LastIndexFunc(cl.Rest, isSpace); at >= 0 {
		words, last = cl.Rest[:at], strings.TrimFunc(cl.Rest[at:], isSpace)
	}
	if to = c.Status(last); last != "" && to.Valid() {
		customer, err = c.resolve(ctx, cl, words, last)
		return customer, to, err
	}
	if customer, err = c.resolve(ctx, cl, cl.Rest, ""); last != "" && models.AsErrors(err) != nil {
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

func (c *Frame) submitStatus(ctx context.Context, cl Call) (bot.Reply, error) {
	var asked statusAsked
	if err := unpack(cl.View.Metadata, &asked); err != nil {
		return bot.Reply{}, err
	}
	in := models.StatusInput{From: asked.From, To: models.Status(cl.Form.Get(string(models.FieldStatus))), Reason: cl.Form.Get(string(models.FieldReason))}
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
	customer, err := c.CRM.ChangeStatus(ctx, cl.Operation("modal status.change"), asked.ID, in)
	if since := (*models.StatusChangedError)(nil); errors.As(err, &since) {
		form, remembers, err := c.statusForm(ctx, cl, since.Current, in.To)
		return renew(views.StatusSince(cl.Printer, form, since), remembers), err
	}
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := c.cardOf(ctx, cl, customer, "notice.status_changed")
	if err != nil {
		return bot.Reply{}, err
	}
	warned := c.warned(cl, *reply.Message, written{input: models.FieldText.Input(), text: text}, written{input: models.FieldReason.Input(), text: in.Reason})
	reply.Message = &warned
	return reply, nil
}
