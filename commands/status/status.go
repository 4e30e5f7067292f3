package status

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// readStatus asks in a form, whatever was typed.
func (h handlers) readStatus(text string) commands.Step {
	if text == "" {
		return h.Pick("status")
	}
	return commands.Opens(h.status)
}

// statusAsked is what the form of a status remembers: which customer, and the status that it showed.
type statusAsked struct {
	ID   int64         `json:"id"`
	From models.Status `json:"from,omitempty"`
}

// status asks for the basis of a change: /crm status C001 active.
func (h handlers) status(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	customer, to, err := h.cutStatus(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if to == customer.Status {
		return bot.Reply{}, models.Invalid(models.FieldStatus, "error.same_status", "Status", to)
	}
	if to == "" {
		to = otherThan(customer.Status)
	}
	form, remembers, err := h.statusForm(ctx, cl, customer, to)
	return commands.Show(form, commands.Pack(remembers)), err
}

// statusForm is the form that changes a customer's status, and what it remembers.
func (h handlers) statusForm(ctx context.Context, cl commands.Call, customer models.Customer, to models.Status) (surface.Modal, statusAsked, error) {
	candidates, err := h.CRM.BasisCandidates(ctx, cl.Actor, customer.ID)
	form := statusChange(cl.Printer, customer, to, candidates, cl.User.Zone)
	return form, statusAsked{ID: customer.ID, From: customer.Status}, err
}

// cutStatus reads "C001 active" or "北京科技 活跃"; without a state, which a name may end with as well, it is asked in the form.
func (h handlers) cutStatus(ctx context.Context, cl commands.Call) (customer models.Customer, to models.Status, err error) {
	customer, rest, found, err := h.NamedExactly(ctx, cl, cl.Rest)
	if err != nil {
		return customer, "", err
	}
	if to = h.Status(rest); found && (rest == "" || to.Valid()) {
		return customer, to, nil
	}
	words, last := cl.Rest, ""
	if at := strings.LastIndexFunc(cl.Rest, commands.IsSpace); at >= 0 {
		words, last = cl.Rest[:at], strings.TrimFunc(cl.Rest[at:], commands.IsSpace)
	}
	if to = h.Status(last); last != "" && to.Valid() {
		customer, err = h.Resolve(ctx, cl, words, last)
		return customer, to, err
	}
	if customer, err = h.Resolve(ctx, cl, cl.Rest, ""); last != "" && models.AsErrors(err) != nil {
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

func (h handlers) submitStatus(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var asked statusAsked
	if err := commands.Unpack(cl.View.Metadata, &asked); err != nil {
		return bot.Reply{}, err
	}
	in := models.StatusInput{From: asked.From, To: models.Status(cl.Form.Get(string(models.FieldStatus))), Reason: cl.Form.Get(string(models.FieldReason))}
	text, kind := cl.Form.Get(string(models.FieldText)), models.InteractionKind(cl.Form.Get(string(models.FieldKind)))
	// What was typed is the basis, whatever stands in the list: it must not get lost.
	switch basis := cl.Form.Get(string(models.InputBasis)); {
	case basis == newBasis || strings.TrimSpace(text) != "":
		in.NewInteraction = &models.InteractionInput{Kind: kind, Text: text}
	default:
		id, err := strconv.ParseInt(basis, 10, 64)
		if err != nil {
			return bot.Reply{}, models.Invalid(models.InputBasis, "error.basis_unknown")
		}
		in.InteractionID = id
	}
	customer, err := h.CRM.ChangeStatus(ctx, cl.Operation("modal status.change"), asked.ID, in)
	if since := (*models.StatusChangedError)(nil); errors.As(err, &since) {
		form, remembers, err := h.statusForm(ctx, cl, since.Current, in.To)
		return commands.Renew(statusSince(cl.Printer, form, since), remembers), err
	}
	if err != nil {
		return bot.Reply{}, err
	}
	reply, err := h.CardOf(ctx, cl, customer, "notice.status_changed")
	if err != nil {
		return bot.Reply{}, err
	}
	warned := h.Warned(cl, *reply.Message, commands.Written{Input: models.FieldText.Input(), Text: text}, commands.Written{Input: models.FieldReason.Input(), Text: in.Reason})
	reply.Message = &warned
	return reply, nil
}
