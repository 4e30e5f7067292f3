package merge

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// The buttons of a pair; their value is both IDs and the pair's place.
const (
	twoAction   = "pair.two"
	laterAction = "pair.later"
)

// dedupe walks through the customers that may be the same: /crm dedupe.
func (h handlers) dedupe(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.nextPair(ctx, cl, models.PairPlace{})
}

func (h handlers) nextPair(ctx context.Context, cl commands.Call, from models.PairPlace) (bot.Reply, error) {
	next, found, err := h.CRM.NextPair(ctx, cl.Actor, from)
	if err != nil {
		return bot.Reply{}, err
	}
	if !found && from != (models.PairPlace{}) { // others may stand before: what was put off, or came meanwhile
		if next, found, err = h.CRM.NextPair(ctx, cl.Actor, models.PairPlace{}); err != nil {
			return bot.Reply{}, err
		}
	}
	if !found {
		return commands.Say(noPairs(cl.Printer)), nil
	}
	return commands.Say(pairMessage(cl.Reader(), next)), nil
}

// decide keeps what was said of a pair, and shows the next in its place.
func (h handlers) decide(later bool) commands.Handler {
	return func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		first, second, place, err := readPair(cl.Value)
		if err != nil {
			return bot.Reply{}, err
		}
		if err := h.CRM.DecidePair(ctx, cl.Operation("/crm dedupe"), first, second, later); err != nil {
			return bot.Reply{}, err
		}
		return commands.InPlace(h.nextPair(ctx, cl, place))
	}
}

// pairValue is what a pair's buttons carry.
func pairValue(p models.Pair) string {
	return strings.Join([]string{commands.Pack(p.First.ID), commands.Pack(p.Second.ID), string(p.Place.Field)}, " ")
}

func readPair(value string) (first, second int64, place models.PairPlace, err error) {
	parts := strings.Split(value, " ")
	if len(parts) != 3 {
		return 0, 0, place, models.Invalid("", "error.stale_form")
	}
	if first, err = commands.ParseID(parts[0]); err == nil {
		second, err = commands.ParseID(parts[1])
	}
	return first, second, models.PairPlace{Field: models.Field(parts[2]), ID: first}, err
}
