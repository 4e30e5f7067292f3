package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func interactionRoutes() []route {
	return []route{
		{bot.KindSubmission, views.LogModal, models.MayLog, (*Commands).submitLog, nil},
		{bot.KindShortcut, ShortcutLog, models.MayLog, (*Commands).shortcutLog, always},
	}
}

// logInteraction records what happened: /crm log C001 met, wants a quote. What follows the customer may begin with the
// kind (call:).
func (c *Commands) logInteraction(ctx context.Context, cl call) (bot.Reply, error) {
	if cl.text == "" {
		return show(views.LogInteraction(cl.p, nil, models.InteractionInput{}), ""), nil
	}
	customer, text, err := c.named(ctx, cl, cl.text)
	if err != nil {
		return bot.Reply{}, err
	}
	kind, text := c.cutKind(text)
	in := models.InteractionInput{Kind: kind, Text: unescape(text)}
	if in.Text == "" {
		return show(views.LogInteraction(cl.p, &customer, in), ""), nil
	}
	logged, err := c.crm.LogInteraction(ctx, cl.operation("/crm log"), customer.ID, in)
	if refused := mendable(err); refused != nil {
		return giveForm(cl, views.LogInteraction(cl.p, &customer, in), "", refused), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return say(c.warned(cl, views.Logged(cl.p, customer, logged), written{models.FieldText.Input(), logged.Text})), nil
}

// cutKind takes the kind off the beginning when it stands there with a colon, or alone: "电话：要报价", "visit".
func (c *Commands) cutKind(text string) (models.InteractionKind, string) {
	if at := strings.IndexAny(text, ":："); at > 0 {
		if kind, ok := c.words.choices["interaction."][models.NormaliseText(text[:at])]; ok {
			return models.InteractionKind(kind), strings.TrimLeftFunc(text[at:], isSeparator)
		}
	}
	if kind, ok := c.words.choices["interaction."][models.NormaliseText(text)]; ok {
		return models.InteractionKind(kind), ""
	}
	return models.InteractionOther, text
}

// shortcutLog keeps a message's text and where it stands.
func (c *Commands) shortcutLog(_ context.Context, cl call) (bot.Reply, error) {
	in := models.InteractionInput{Kind: models.InteractionChat, Text: unescape(cl.Message.Text), Permalink: cl.Message.Permalink}
	return show(views.LogInteraction(cl.p, nil, in), in.Permalink), nil
}

func (c *Commands) submitLog(ctx context.Context, cl call) (bot.Reply, error) {
	customer, err := c.chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in := models.InteractionInput{
		Kind: models.InteractionKind(cl.Form.Get(string(models.FieldKind))), Text: cl.Form.Get(string(models.FieldText)), Permalink: permalink(cl.View.Metadata),
	}
	logged, err := c.crm.LogInteraction(ctx, cl.operation("modal interaction.log"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(c.warned(cl, views.Logged(cl.p, customer, logged), written{models.FieldText.Input(), logged.Text})), nil
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
	code := cl.Form.Get(string(models.InputCustomer))
	if code == "" {
		return models.Customer{}, models.Invalid(models.InputCustomer, "error.required", "Field", models.InputCustomer)
	}
	customer, err := c.crm.ResolveCustomer(ctx, cl.actor, code)
	for _, e := range models.AsErrors(err) {
		e.Input = models.InputCustomer
	}
	return customer, err
}
