package capture

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n/capture"
	"github.com/guanxi-crm/guanxi/models"
)

// sentence answers a text that may tell of something: with a card that proposes what to save of it. Who may save nothing gets none.
func (h handlers) sentence(ctx context.Context, cl commands.Call, text string, known bool) (bot.Reply, bool, error) {
	if !cl.Actor.May(models.MayLog) {
		return bot.Reply{}, false, nil
	}
	text = commands.Unescape(text)
	p, who, err := h.read(ctx, cl, text)
	if err != nil || p.Empty() || known && len(p.Customer.Matches) == 0 {
		return bot.Reply{}, false, err
	}
	reply, err := h.propose(ctx, cl, text, p, who)
	return reply, err == nil, err
}

// capture reads what follows the subcommand's name as a sentence, and says so where it can't.
func (h handlers) capture(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	if cl.Rest == "" {
		return bot.Reply{}, models.Invalid("", "error.capture_empty")
	}
	reply, understood, err := h.sentence(ctx, cl, cl.Rest, false)
	if err == nil && !understood {
		err = models.Invalid("", "error.capture_unread")
	}
	return reply, err
}

// read finds out what a sentence comes to. who are the customers that it may be about.
func (h handlers) read(ctx context.Context, cl commands.Call, text string) (capture.Proposal, *commands.Names, error) {
	who := h.NamesFor(cl.Actor, cl.User.Zone.String())
	p, err := h.ReadSentence(ctx, text, h.Reference(cl), who)
	return p, who, err
}

// propose is the card of a proposal.
func (h handlers) propose(ctx context.Context, cl commands.Call, text string, p capture.Proposal, who *commands.Names) (bot.Reply, error) {
	s := sentence{ID: idOf(cl), Text: text}
	q := questions{currency: h.CRM.Currency()}
	if err := h.proposeCustomer(ctx, cl, &s, &q, p.Customer, who); err != nil {
		return bot.Reply{}, err
	}
	if i := p.Interaction; i != nil && i.Sure >= capture.Enough {
		s.Kind, s.Clock = i.Kind, i.When.Time
		if q.day = i.When.Day.IsZero(); !q.day {
			s.Day = i.When.Day.Format(time.DateOnly)
		}
	} else {
		q.nothing = p.Unreached || i != nil
	}
	if d := p.Deal; d != nil && d.Sure >= capture.Enough {
		s.Deal, s.Amount = d.Title, d.Amount
	}
	if f := p.FollowUp; f != nil {
		s.Title = f.Title
		if f.When.Zone != nil {
			s.Zone = f.When.Zone.String()
		}
		moments := commands.Moments(f.When)
		if f.Sure >= capture.Enough && !f.When.Ambiguous() {
			s.Due, s.DueTime = moments[0].Day.String(), string(moments[0].Time)
		} else {
			q.due, q.unsure = moments, f.Sure < capture.Enough
		}
	}
	if !s.fits() {
		return bot.Reply{}, models.Invalid("", "error.capture_long")
	}
	return commands.Say(proposal(cl.Reader(), s, q)), nil
}

// proposeCustomer puts in who it is about, or asks.
func (h handlers) proposeCustomer(ctx context.Context, cl commands.Call, s *sentence, q *questions, c capture.Customer, who *commands.Names) error {
	for _, m := range c.Matches {
		q.customers = append(q.customers, who.Known[m.ID])
	}
	if len(q.customers) == 1 {
		s.Code, s.Name = q.customers[0].Code, q.customers[0].Name
		q.customers = nil
		return nil
	}
	if len(q.customers) > 0 {
		return nil
	}
	like, err := h.CRM.SuggestCustomers(ctx, cl.Actor, c.Name, maxLike)
	if err != nil {
		return err
	}
	s.New, q.customers = c.Name, like
	q.create = cl.Actor.May(models.MayCreate)
	q.surely = c.Sure >= capture.Enough && len(like) == 0
	return nil
}

// maxLike is how many customers that are like a new name are offered.
const maxLike = 5

// idOf names a sentence, so that its card and its form together save once.
func idOf(cl commands.Call) string {
	if cl.Key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(cl.Key))
	return hex.EncodeToString(sum[:12])
}
