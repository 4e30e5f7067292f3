package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func (c *Commands) registerInteraction(r *bot.Router) {
	r.Handle(bot.KindSubmission, views.LogModal, c.guarded(c.submitLog))
	r.HandleOpening(bot.KindShortcut, ShortcutLog, c.guarded(c.shortcutLog), always)
}

// logInteraction records what happened: /crm log C001 met, wants a quote. The first word may name the kind (call:).
func (c *Commands) logInteraction(ctx context.Context, cl call) (bot.Reply, error) {
	words, text := cutCustomer(cl.text)
	if words == "" {
		return show(views.LogInteraction(cl.p, nil, models.InteractionInput{}), ""), nil
	}
	customer, err := c.crm.ResolveCustomer(ctx, cl.User.ID, unescape(words))
	if err != nil {
		return bot.Reply{}, err
	}
	kind, text := c.cutKind(text)
	in := models.InteractionInput{Kind: kind, Text: unescape(text)}
	if in.Text == "" {
		return show(views.LogInteraction(cl.p, &customer, in), ""), nil
	}
	logged, err := c.crm.LogInteraction(ctx, cl.operation("/crm log"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(views.Logged(cl.p, customer, logged)), nil
}

// cutKind takes the kind off the beginning when it stands there with a colon, or alone: "电话：要报价", "visit".
func (c *Commands) cutKind(text string) (models.InteractionKind, string) {
	if at := strings.IndexAny(text, ":："); at > 0 {
		if kind, ok := c.words.kinds[models.NormaliseText(text[:at])]; ok {
			return models.InteractionKind(kind), strings.TrimLeftFunc(text[at:], isSeparator)
		}
	}
	if kind, ok := c.words.kinds[models.NormaliseText(text)]; ok {
		return models.InteractionKind(kind), ""
	}
	return models.InteractionOther, text
}

// shortcutLog keeps a message's text and where it stands.
func (c *Commands) shortcutLog(_ context.Context, req *bot.Request) (bot.Reply, error) {
	cl := c.call(req)
	in := models.InteractionInput{Kind: models.InteractionChat, Text: unescape(req.Message.Text), Permalink: req.Message.Permalink}
	return show(views.LogInteraction(cl.p, nil, in), in.Permalink), nil
}

func (c *Commands) submitLog(ctx context.Context, req *bot.Request) (bot.Reply, error) {
	cl := c.call(req)
	customer, err := c.chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in := models.InteractionInput{
		Kind: models.InteractionKind(req.Form.Get(string(models.FieldKind))), Text: req.Form.Get(string(models.FieldText)), Permalink: permalink(req.View.Metadata),
	}
	logged, err := c.crm.LogInteraction(ctx, cl.operation("modal interaction.log"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(views.Logged(cl.p, customer, logged)), nil
}

// permalink accepts a form's remembered link only when it is one.
func permalink(metadata string) string {
	if strings.HasPrefix(metadata, "https://") && len(metadata) <= 500 {
		return metadata
	}
	return ""
}

// chosen returns the customer picked in a form.
func (c *Commands) chosen(ctx context.Context, cl call) (models.Customer, error) {
	code := cl.Form.Get(string(models.FieldCustomer))
	if code == "" {
		return models.Customer{}, models.Invalid(models.FieldCustomer, "error.required", "Field", models.FieldCustomer)
	}
	customer, err := c.crm.ResolveCustomer(ctx, cl.User.ID, code)
	for _, e := range models.AsErrors(err) {
		e.Field = models.FieldCustomer
	}
	return customer, err
}
