package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// InteractionFeature is what happened with a customer.
func InteractionFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "log", Aliases: []string{"记录", "note"}, Needs: models.MayLog, Read: c.readLog},
		},
		Ways: []Way{{
			Kind: bot.KindSubmission, Name: views.LogModal, Needs: models.MayLog, Run: c.submitLog,
			Inputs: []models.Input{models.InputCustomer, models.FieldKind.Input(), models.FieldText.Input()},
		}},
		Shortcuts: []Shortcut{{Name: "Log to customer 记录沟通", Type: "message", CallbackID: "interaction.log", Needs: models.MayLog, Run: c.shortcutLog}},
	}
}

// readLog asks in a form what happened where only a customer seems to be named.
func (c *Frame) readLog(text string) Step { return asksWithoutText(text, c.logInteraction) }

// logInteraction records what happened: /crm log C001 met, wants a quote. What follows the customer may begin with the
// kind (call:).
func (c *Frame) logInteraction(ctx context.Context, cl Call) (bot.Reply, error) {
	if cl.Rest == "" {
		return Show(views.LogInteraction(cl.Printer, nil, models.InteractionInput{}), ""), nil
	}
	customer, text, err := c.named(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	kind, text := c.cutKind(text)
	in := models.InteractionInput{Kind: kind, Text: unescape(text)}
	if in.Text == "" {
		return showOr(cl, views.LogInteraction(cl.Printer, &customer, in), "", "log"), nil
	}
	logged, err := c.CRM.LogInteraction(ctx, cl.Operation("/crm log"), customer.ID, in)
	if refused := mendable(err); refused != nil {
		return giveForm(cl, views.LogInteraction(cl.Printer, &customer, in), "", refused), nil
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(c.warned(cl, views.Logged(cl.Printer, customer, logged), written{input: models.FieldText.Input(), text: logged.Text})), nil
}

// cutKind takes the kind off the beginning when it stands there with a colon, or alone: "电话：要报价", "visit".
func (c *Frame) cutKind(text string) (models.InteractionKind, string) {
	if at := strings.IndexAny(text, ":："); at > 0 {
		if kind, known := c.InteractionKind(text[:at]); known {
			return kind, strings.TrimLeftFunc(text[at:], isSeparator)
		}
	}
	if kind, known := c.InteractionKind(text); known {
		return kind, ""
	}
	return models.InteractionOther, text
}

// shortcutLog keeps a message's text and where it stands.
func (c *Frame) shortcutLog(_ context.Context, cl Call) (bot.Reply, error) {
	in := models.InteractionInput{Kind: models.InteractionChat, Text: unescape(cl.Message.Text), Permalink: cl.Message.Permalink}
	return Show(views.LogInteraction(cl.Printer, nil, in), in.Permalink), nil
}

func (c *Frame) submitLog(ctx context.Context, cl Call) (bot.Reply, error) {
	customer, err := c.chosen(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	in := models.InteractionInput{
		Kind: models.InteractionKind(cl.Form.Get(string(models.FieldKind))), Text: cl.Form.Get(string(models.FieldText)), Permalink: permalink(cl.View.Metadata),
	}
	logged, err := c.CRM.LogInteraction(ctx, cl.Operation("modal interaction.log"), customer.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(c.warned(cl, views.Logged(cl.Printer, customer, logged), written{input: models.FieldText.Input(), text: logged.Text})), nil
}

// permalink accepts a form's remembered link only when it is one.
func permalink(metadata string) string {
	if strings.HasPrefix(metadata, "https://") && len(metadata) <= 500 {
		return metadata
	}
	return ""
}

// chosen returns the customer picked in a form.
func (c *Frame) chosen(ctx context.Context, cl Call) (models.Customer, error) {
	code := cl.Form.Get(string(models.InputCustomer))
	if code == "" {
		return models.Customer{}, models.Invalid(models.InputCustomer, "error.required", "Field", models.InputCustomer)
	}
	customer, err := c.CRM.ResolveCustomer(ctx, cl.Actor, code)
	for _, e := range models.AsErrors(err) {
		e.Input = models.InputCustomer
	}
	return customer, err
}
