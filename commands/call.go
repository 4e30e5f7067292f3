package commands

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// Call is one run of a handler: the request, who makes it, and what was typed after the subcommand's name.
type Call struct {
	*bot.Request
	Printer *i18n.Printer
	Actor   models.Actor
	Rest    string // what follows the subcommand's name
	// What Slack says, where the person has chosen otherwise.
	SlackLocale string
	SlackZone   *time.Location

	Known []int64 // near-duplicates that were shown before
}

// Operation names who changes something by which way.
func (c Call) Operation(source string) models.Operation {
	op := models.Operation{Actor: c.Actor, Source: source, Key: c.Key, Also: c.Delivery, Saved: c.Saved, Zone: c.User.Zone.String()}
	if c.Kind == bot.KindAction {
		op.Keep = models.QuestionKept
	}
	return op
}

// Permit refuses what needs a permission that the person hasn't.
func (c Call) Permit(needs models.Permission) error {
	if c.Actor.May(needs) {
		return nil
	}
	return crm.Refused(c.Actor, needs)
}

// Reader is the person as views speak with them.
func (c Call) Reader() views.Reader { return views.ReaderOf(c.Printer, c.User.Zone) }

// TheirZone is where somebody lives whom something is given to; nil for the person themself, and where nobody knows.
func (c *Frame) TheirZone(ctx context.Context, cl Call, assignee string) *time.Location {
	if assignee == cl.User.ID {
		return nil
	}
	return c.CRM.ZoneOf(ctx, assignee)
}
