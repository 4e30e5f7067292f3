package commands

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Pick asks for a customer in a form before the command goes on.
func (c *Frame) Pick(command string) Step {
	return Opens(func(_ context.Context, cl Call) (bot.Reply, error) {
		return Show(views.PickCustomer(cl.Printer, ""), command), nil
	})
}

// Picking reads a command that needs no more than a customer: where none is named, a form asks for one.
func (c *Frame) Picking(command string, run Handler) func(text string) Step {
	return func(text string) Step {
		if text == "" {
			return c.Pick(command)
		}
		return Answers(run)
	}
}

// readPick goes on with a command once its customer was picked.
func (c *Frame) readPick(req *bot.Request) Step {
	return c.ReadCommand(strings.TrimSpace(req.View.Metadata + " " + req.Form.Get(string(models.InputCustomer)))).Around(func(run Handler) Handler {
		return func(ctx context.Context, cl Call) (bot.Reply, error) {
			reply, err := run(ctx, cl)
			if reply.Modal != nil { // the form takes the place of the question
				reply.Update, reply.Modal = reply.Modal, nil
			}
			return reply, err
		}
	})
}

// suggest answers a customer typeahead.
func (c *Frame) suggest(ctx context.Context, cl Call) (bot.Reply, error) {
	found, err := c.CRM.SuggestCustomers(ctx, cl.Actor, cl.Query, 50)
	if err != nil {
		return bot.Reply{}, err
	}
	options := make([]surface.Option, 0, len(found))
	for _, customer := range found {
		options = append(options, surface.Option{Text: views.CustomerChoice(customer), Value: customer.Code})
	}
	return bot.Reply{Options: options}, nil
}

// Chosen returns the customer picked in a form.
func (c *Frame) Chosen(ctx context.Context, cl Call) (models.Customer, error) {
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
