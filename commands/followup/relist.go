package followup

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// closedMeanwhile shows a list anew in which a follow-up stands that was closed elsewhere, or is gone: its buttons would only
// refuse again. Other errors stay what they are.
func (h handlers) closedMeanwhile(ctx context.Context, cl commands.Call, err error) (bot.Reply, error) {
	list := views.RowList(cl.Block)
	for _, e := range models.AsErrors(err) {
		if (e.Kind == models.KindConflict || e.Kind == models.KindNotFound) && list != "" {
			return h.Relist(ctx, cl, list, views.Notice("⚠️ "+views.RefusalText(cl.Printer, e)))
		}
	}
	return bot.Reply{}, err
}

// digestCold is how many cold customers, and cold deals, a digest is given to show anew.
const digestCold = 5

// digestTickets is how many tickets a digest is given to show anew.
const digestTickets = 5

// digestShown is how many follow-ups of a kind a digest is given to show anew.
const digestShown = 20

// relist shows the list a button was pressed in anew, in its place, under a line that says what was done, with notes on it.
func (h handlers) relist(ctx context.Context, cl commands.Call, list string, item models.DueFollowUp, notes ...string) (bot.Reply, error) {
	return h.Relist(ctx, cl, list, h.Warned(cl, followUpClosed(cl.Reader(), item, h.Calendar, h.TheirZone(ctx, cl, item.Assignee), notes...), commands.Written{Input: models.FieldOutcome.Input(), Text: item.Outcome}))
}

// relistDigest shows a digest anew, or the page of it in which a button was pressed: the other pages stand where they are.
func (h handlers) relistDigest(ctx context.Context, cl commands.Call, rest string, notice surface.Message) (bot.Reply, error) {
	rest, page := views.CutPage("," + rest)
	due, err := h.CRM.DueDay(ctx, cl.Actor, cl.User.ID, h.Today(cl), cl.User.Zone, digestShown)
	if err != nil {
		return bot.Reply{}, err
	}
	data := models.Digest{Today: h.Today(cl), Due: due}
	if rest == ","+withUnattended && cl.Actor.May(models.MayAssign) {
		if data.Unattended, err = h.CRM.Unattended(ctx, cl.Actor, data.Today, cl.User.Zone, digestShown); err != nil {
			return bot.Reply{}, err
		}
	}
	preferences, err := h.CRM.MySettings(ctx, cl.Actor)
	if err != nil {
		return bot.Reply{}, err
	}
	if !preferences.TicketsUntold {
		until := data.Today.AddDays(1).In(cl.User.Zone).Add(-time.Microsecond)
		if data.Tickets, err = h.CRM.TicketsDue(ctx, cl.Actor, cl.User.ID, until, digestTickets); err != nil {
			return bot.Reply{}, err
		}
	}
	if data.Cold, err = h.CRM.ToldToday(ctx, cl.Actor, data.Today, cl.User.Zone, digestCold); err != nil {
		return bot.Reply{}, err
	}
	message, err := commands.Fitting(digestItems, func(most int) (surface.Message, error) {
		if page != nil {
			return digestPage(cl.Reader(), data, page, notice, most), nil
		}
		return views.WithNotice(notice, digestOf(cl.Reader(), data, most)), nil
	})
	return commands.SayAt(bot.Replace, message), err
}

// digestPage is what is left of a page of a digest, with at most so many follow-ups, under a notice of what was done in it.
func digestPage(p views.Reader, d models.Digest, page views.Page, notice surface.Message, most int) surface.Message {
	for _, list := range []*models.DuePage{&d.Due.Overdue, &d.Due.Today, &d.Unattended} {
		list.FollowUps = slices.DeleteFunc(list.FollowUps, func(f models.DueFollowUp) bool { return !page[views.Itoa(f.ID)] })
		list.Total = len(list.FollowUps)
	}
	onPage(page, &d.Tickets.Tickets, &d.Tickets.Total, func(t models.Ticket) string { return t.Code })
	onPage(page, &d.Cold.Customers, &d.Cold.Total, func(c models.ColdCustomer) string { return c.Customer.Code })
	onPage(page, &d.Cold.Deals, &d.Cold.DealTotal, func(c models.ColdDeal) string { return c.Deal.Code })
	if d.Tickets.Total == len(d.Tickets.Tickets) {
		d.Tickets.Late = d.Tickets.CountLate()
	}
	message := views.WithNotice(notice, digestOf(p, d, most))
	if d.Due.Total()+d.Unattended.Total+d.Tickets.Total == 0 && !d.Cold.Any() {
		message = views.WithNotice(notice, surface.Message{Blocks: []slack.Block{views.Actions("", views.RunButton("due", "due", p.T("due.show_all")))}})
	}
	views.NamePage(message.Blocks)
	return message
}

// onPage leaves of a list what stands on a page. One of which all that is shown stands there stays as it is, with what more there is of it.
func onPage[R any](page views.Page, list *[]R, total *int, name func(R) string) {
	all := len(*list)
	*list = slices.DeleteFunc(*list, func(r R) bool { return !page[name(r)] })
	if len(*list) < all {
		*total = len(*list)
	}
}

func (h handlers) relistDue(ctx context.Context, cl commands.Call, rest string, notice surface.Message) (bot.Reply, error) {
	span, assignee, _ := strings.Cut(rest, ",")
	message, err := h.dueMessage(ctx, cl, models.DueQuery{Range: models.DueRange(span), Assignee: assignee}, "", notice)
	return commands.SayAt(bot.Replace, message), err
}
