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

// which is what part of the queue somebody looks at.
type which string

// The parts of the queue.
const (
	all        which = "all"        // everything with something left to do
	open       which = "open"       // of this, what waits for the team
	waiting    which = "waiting"    // and what waits for the requester
	late       which = "late"       // of which a target is over
	unassigned which = "unassigned" // that nobody has
	solved     which = "solved"     // that is done
)

// parts are what people call the parts of the queue.
var parts = map[string]which{
	"open": open, "处理中": open, "待处理": open,
	"waiting": waiting, "pending": waiting, "等待": waiting, "等待客户": waiting,
	"late": late, "overdue": late, "breached": late, "超时": late, "逾期": late, "已超时": late,
	"unassigned": unassigned, "nobody": unassigned, "none": unassigned, "未分配": unassigned, "无人处理": unassigned,
	"solved": solved, "done": solved, "closed": solved, "已解决": solved, "已完成": solved, "已关闭": solved,
	"all": all, "全部": all,
}

// looking is what somebody wants to see of the queue.
type looking struct {
	Part     which
	Assignee string // "" is anybody
	Customer int64  // 0 is any
}

// key is what a button of the queue remembers.
func (l looking) key() string {
	return string(l.Part) + "," + l.Assignee + "," + strconv.FormatInt(l.Customer, 10)
}

// takesIn reports whether messages belong to it that are nobody's ticket yet.
func (l looking) takesIn() bool {
	return l.Assignee == "" && l.Customer == 0 && (l.Part == all || l.Part == open || l.Part == unassigned)
}

// lookingOf reads what a button remembers.
func lookingOf(text string) (looking, error) {
	fields := strings.Split(text, ",")
	if len(fields) != 3 {
		return looking{}, models.Invalid("", "error.stale_form")
	}
	customer, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || customer < 0 {
		return looking{}, models.Invalid("", "error.stale_form")
	}
	return looking{which(fields[0]), fields[1], customer}, nil
}

// queue lists tickets: /crm tickets [mine|open|late|unassigned|solved|@user|team] [customer].
func (h handlers) queue(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	l := looking{Part: all}
	rest := cl.Rest
	for rest != "" {
		word, after := commands.CutWord(rest)
		name := models.NormaliseText(commands.Unescape(word))
		if part, known := parts[name]; known {
			l.Part, rest = part, after
			continue
		}
		if commands.MeansTeam(word) {
			l.Assignee, rest = "", after
			continue
		}
		if person, err := commands.Person(cl, word); err == nil {
			l.Assignee, rest = person, after
			continue
		}
		customer, behind, err := h.Named(ctx, cl, rest)
		if models.IsNotFound(err) || err == nil && behind == rest {
			err = models.Invalid("", "error.tickets_word", "Word", models.Shorten(commands.Unescape(word), 60))
		}
		if err != nil {
			return bot.Reply{}, err
		}
		l.Customer, rest = customer.ID, behind
	}
	return h.queueAt(ctx, cl, l, "")
}

// queueAt is a page of the queue.
func (h handlers) queueAt(ctx context.Context, cl commands.Call, l looking, after string) (bot.Reply, error) {
	now := h.CRM.Now(cl.User.Zone.String())
	query := models.TicketQuery{Assignee: l.Assignee, CustomerID: l.Customer, After: after}
	switch l.Part {
	case open:
		query.States = []models.TicketState{models.TicketOpen}
	case waiting:
		query.States = []models.TicketState{models.TicketWaiting}
	case solved:
		query.States = []models.TicketState{models.TicketSolved, models.TicketClosed}
	case late:
		query.LateAt = now
	case unassigned:
		query.Unassigned = true
	}
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
	return commands.InPlace(h.queueAt(ctx, cl, l, after))
}
