package commands

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// TicketPart is a part of all tickets, by their states.
type TicketPart string

// The parts.
const (
	TicketsUndone  TicketPart = "undone"  // something is left to do
	TicketsOpen    TicketPart = "open"    // and it is the team's turn
	TicketsWaiting TicketPart = "waiting" // and it is the turn of who has asked
	TicketsDone    TicketPart = "solved"  // they are solved or closed
	TicketsAll     TicketPart = "all"
)

// partStates are the states of the tickets of each part.
var partStates = map[TicketPart][]models.TicketState{
	TicketsUndone: {models.TicketOpen, models.TicketWaiting}, TicketsOpen: {models.TicketOpen}, TicketsWaiting: {models.TicketWaiting},
	TicketsDone: {models.TicketSolved, models.TicketClosed}, TicketsAll: models.TicketStates(),
}

// Known reports whether it is one of the parts.
func (p TicketPart) Known() bool { return partStates[p] != nil }

// ticketParts are what people call the parts.
var ticketParts = map[string]TicketPart{
	"undone": TicketsUndone, "unsolved": TicketsUndone, "unfinished": TicketsUndone, "active": TicketsUndone, "未完成": TicketsUndone, "未解决": TicketsUndone,
	"open": TicketsOpen, "处理中": TicketsOpen, "待处理": TicketsOpen,
	"waiting": TicketsWaiting, "pending": TicketsWaiting, "等待": TicketsWaiting, "等待中": TicketsWaiting, "等待客户": TicketsWaiting, "待客户回复": TicketsWaiting,
	"solved": TicketsDone, "resolved": TicketsDone, "done": TicketsDone, "closed": TicketsDone, "已解决": TicketsDone, "已完成": TicketsDone, "已关闭": TicketsDone,
	"all": TicketsAll, "全部": TicketsAll, "所有": TicketsAll,
}

// lateTickets are the words for tickets of which a target is over, and freeTickets those for tickets that nobody has.
var (
	lateTickets = map[string]bool{"late": true, "overdue": true, "breached": true, "超时": true, "已超时": true, "逾期": true, "已逾期": true}
	freeTickets = map[string]bool{"unassigned": true, "nobody": true, "none": true, "未分配": true, "无人处理": true, "无人": true}
)

// TicketsAsked says which tickets somebody asks for. It means the same of the queue and of a file.
type TicketsAsked struct {
	Part       TicketPart
	Late       bool            // a target is over, and something is left to do
	Unassigned bool            // nobody has them
	Assignee   string          // "" is anybody
	Customer   models.Customer // without an ID it is any
}

// TicketsAsked reads which tickets somebody asks for, in any order: late open mine C001. Of a text that names no part, what is late or nobody's is what
// has something left to do, and the rest is the usual part. What isn't understood is refused, and what excludes each other.
func (c *Frame) TicketsAsked(ctx context.Context, cl Call, text string, usual TicketPart) (TicketsAsked, error) {
	text = strings.TrimFunc(text, IsSpace)
	r := askedReader{call: cl, said: map[string]saidOf{}}
	for rest := text; rest != ""; {
		word, behind := cutAsked(rest)
		take, known := r.word(word)
		if known {
			longer, err := c.goesOn(ctx, cl, rest, behind)
			if err != nil {
				return TicketsAsked{}, r.before(err, text, rest)
			}
			known = !longer
		}
		if !known {
			customer, after, err := c.Named(ctx, cl, rest)
			if models.IsNotFound(err) || err == nil && after == rest {
				err = models.Invalid("", "error.tickets_word", "Word", models.Shorten(Unescape(word), 60))
			}
			if err != nil {
				return TicketsAsked{}, r.before(err, text, rest)
			}
			word, behind = customer.Code, after
			take = asking{"customer", customer.Code, func(a *TicketsAsked) { a.Customer = customer }}
		}
		if err := r.take(word, take); err != nil {
			return TicketsAsked{}, err
		}
		rest = behind
	}
	switch {
	case r.asked.Part != "":
	case r.asked.Late || r.asked.Unassigned:
		r.asked.Part = TicketsUndone
	default:
		r.asked.Part = usual
	}
	return r.asked, nil
}

// cutAsked returns the first word of a text and what follows: 超时，我的 are two.
func cutAsked(text string) (word, behind string) {
	ends := func(r rune) bool { return IsSeparator(r) || isComma(r) }
	word, behind = CutWord(text)
	if at := strings.IndexFunc(word, ends); at > 0 && !strings.HasPrefix(word, "<") {
		word, behind = word[:at], strings.TrimLeftFunc(text[at:], ends)
	}
	return word, behind
}

// goesOn reports whether a text begins with a customer's whole name that goes on behind its first word: Late Night Ltd.
func (c *Frame) goesOn(ctx context.Context, cl Call, text, behind string) (bool, error) {
	_, rest, found, err := c.NamedExactly(ctx, cl, text)
	if which := (*whichError)(nil); errors.As(err, &which) {
		found, rest, err = true, which.rests[0], nil // asked which one where the name is read
	}
	return found && len(rest) < len(behind), err
}

// asking is what a word asks for: of what it speaks, and what it says of that.
type asking struct {
	of, value string
	set       func(*TicketsAsked)
}

// askedReader reads which tickets somebody asks for.
type askedReader struct {
	call  Call
	asked TicketsAsked
	said  map[string]saidOf // what was said so far, by what it speaks of
}

// saidOf is a word as it was typed, and what it says.
type saidOf struct{ word, value string }

// word returns what a word asks for; known is false where it is none of ours.
func (r *askedReader) word(word string) (_ asking, known bool) {
	name := models.NormaliseText(Unescape(word))
	if part, is := ticketParts[name]; is {
		return asking{"part", string(part), func(a *TicketsAsked) { a.Part = part }}, true
	}
	switch {
	case lateTickets[name]:
		return asking{"late", "", func(a *TicketsAsked) { a.Late = true }}, true
	case freeTickets[name]:
		return asking{"whose", "nobody", func(a *TicketsAsked) { a.Unassigned = true }}, true
	case MeansTeam(word):
		return asking{"whose", "", func(*TicketsAsked) {}}, true
	}
	person, err := Person(r.call, word)
	return asking{"whose", person, func(a *TicketsAsked) { a.Assignee = person }}, err == nil
}

// take takes what a word asks for, unless another one excludes that.
func (r *askedReader) take(word string, take asking) error {
	other, said := r.said[take.of]
	if said = said && other.value != take.value; !said {
		switch {
		case take.of == "late":
			other, said = r.said["part"]
			said = said && other.value == string(TicketsDone)
		case take.of == "part" && take.value == string(TicketsDone):
			other, said = r.said["late"]
		}
	}
	if said {
		return models.Invalid("", "error.tickets_both", "First", models.Shorten(Unescape(other.word), 60), "Second", models.Shorten(Unescape(word), 60))
	}
	r.said[take.of] = saidOf{word, take.value}
	take.set(&r.asked)
	return nil
}

// before keeps what was read already before a name that could be several customers.
func (r *askedReader) before(err error, text, rest string) error {
	return Around(err, strings.TrimSpace(strings.TrimSuffix(text, rest)), "")
}

// Query asks for these tickets, as of an instant.
func (a TicketsAsked) Query(now time.Time) models.TicketQuery {
	query := models.TicketQuery{States: partStates[a.Part], Assignee: a.Assignee, Unassigned: a.Unassigned, CustomerID: a.Customer.ID}
	if a.Late {
		query.LateAt = now
	}
	return query
}

// Title says which tickets these are, ready for mrkdwn, but whose.
func (a TicketsAsked) Title(p *i18n.Printer) string {
	var parts []string
	if a.Part != TicketsUndone || !a.Late && !a.Unassigned {
		parts = append(parts, p.T("tickets_asked."+string(a.Part)))
	}
	if a.Late {
		parts = append(parts, p.T("tickets_asked.late"))
	}
	if a.Unassigned {
		parts = append(parts, p.T("tickets_asked.unassigned"))
	}
	return strings.Join(parts, " · ")
}

// Whose says whose tickets these are, ready for mrkdwn: who has them, and of which customer; "" of everybody's.
func (a TicketsAsked) Whose() string {
	var parts []string
	if a.Assignee != "" {
		parts = append(parts, views.Mention(a.Assignee))
	}
	if a.Customer.ID != 0 {
		parts = append(parts, views.CardTitle(a.Customer))
	}
	return strings.Join(parts, " · ")
}
