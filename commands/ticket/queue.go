package ticket

import (
	"context"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// looking is what somebody wants to see of the queue.
type looking struct{ commands.TicketsAsked }

// The marks behind the part in what a button remembers.
const (
	lateMark = "+late"
	freeMark = "+free"
)

// key is what a button of the queue remembers.
func (l looking) key() string {
	part := string(l.Part)
	if l.Late {
		part += lateMark
	}
	if l.Unassigned {
		part += freeMark
	}
	return part + "," + l.Assignee + "," + strconv.FormatInt(l.Customer.ID, 10)
}

// at is another part of the queue, of the same people and customer; nobody's tickets are nobody's.
func (l looking) at(part commands.TicketPart, late, unassigned bool) looking {
	l.Part, l.Late, l.Unassigned = part, late, unassigned
	if unassigned {
		l.Assignee = ""
	}
	return l
}

// of is the same part of somebody's tickets, "" for everybody's.
func (l looking) of(person string) looking {
	l.Assignee, l.Unassigned = person, false
	return l
}

// takesIn reports whether messages belong to it that are nobody's ticket yet.
func (l looking) takesIn() bool {
	return l.Assignee == "" && l.Customer.ID == 0 && !l.Late && l.Part != commands.TicketsWaiting && l.Part != commands.TicketsDone
}

// lookingOf reads what a button remembers; of the customer only the ID.
func lookingOf(text string) (l looking, err error) {
	fields := strings.Split(text, ",")
	if len(fields) != 3 {
		return l, models.Invalid("", "error.stale_form")
	}
	part, free := strings.CutSuffix(fields[0], freeMark)
	part, late := strings.CutSuffix(part, lateMark)
	customer, err := strconv.ParseInt(fields[2], 10, 64)
	if l.Part = commands.TicketPart(part); err != nil || customer < 0 || !l.Part.Known() {
		return l, models.Invalid("", "error.stale_form")
	}
	l.Late, l.Unassigned, l.Assignee, l.Customer.ID = late, free, fields[1], customer
	return l, nil
}

// queue lists tickets: /crm tickets [mine|open|late|unassigned|solved|@user|team] [customer].
func (h handlers) queue(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	asked, err := h.TicketsAsked(ctx, cl, cl.Rest, commands.TicketsUndone)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.queueAt(ctx, cl, looking{asked}, "")
}

// queueAt is a page of the queue.
func (h handlers) queueAt(ctx context.Context, cl commands.Call, l looking, after string) (bot.Reply, error) {
	now := h.CRM.Now(cl.User.Zone.String())
	query := l.Query(now)
	query.After = after
	message, err := commands.Fitting(commands.PageSize, func(rows int) (surface.Message, error) {
		query.Limit = rows
		found, err := h.CRM.Tickets(ctx, cl.Actor, query)
		if err != nil {
			return surface.Message{}, err
		}
		q := queued{looking: l, page: found, now: now, reader: cl.User.ID, mayServe: cl.Actor.May(models.MayServe)}
		if l.takesIn() && after == "" {
			q.intakes, q.undecided, err = h.CRM.Intakes(ctx, cl.Actor, maxIntakes)
		}
		return ticketQueue(cl.Reader(), q), err
	})
	return commands.Say(message), err
}

// queuePage shows another part or page of the queue in the place of the one whose button was pressed.
func (h handlers) queuePage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	text, after, _ := strings.Cut(cl.Value, " ")
	l, err := lookingOf(text)
	if err != nil {
		return bot.Reply{}, err
	}
	if l.Customer.ID != 0 {
		if l.Customer, err = h.CRM.Customer(ctx, cl.Actor, l.Customer.ID); err != nil {
			return bot.Reply{}, err
		}
	}
	return commands.InPlace(h.queueAt(ctx, cl, l, after))
}
