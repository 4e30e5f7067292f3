package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// announce puts what happened with deals in this change before the channels that want to hear of it, in its transaction.
func (c *change) announce(ctx context.Context) error {
	moved := c.moved
	c.moved = nil
	if len(moved) == 0 {
		return nil
	}
	all, _, err := c.Settings(ctx)
	if err != nil {
		return err
	}
	kept, names, err := channelsIn(all)
	rates, failed := settingRates.read(all)
	if err != nil || failed != nil {
		return nil //nolint:nilerr // CheckSettings says what is damaged; a deal is moved all the same
	}
	for _, channel := range c.of.channelsWith(kept, names) {
		var news []models.DealNews
		for _, step := range moved {
			stage, _ := c.rules.Pipelines.Stage(step.ToStage)
			if channel.Deals.Wants(models.NewsOf(stage.Kind), step.deal, c.of.ratesOf(rates)) {
				news = append(news, step.DealNews)
			}
		}
		if err := c.NoteDealNews(ctx, channel.ID, news, c.at); err != nil {
			return err
		}
	}
	return nil
}

// movedDeal is a step of a deal, with the deal as it is then.
type movedDeal struct {
	models.DealNews
	deal models.Deal
}

// noteMoved remembers a step of a deal for the channels.
func (c *change) noteMoved(previous, next models.Deal) {
	c.moved = append(c.moved, movedDeal{deal: next, DealNews: models.DealNews{
		DealID: previous.ID, CustomerID: previous.CustomerID, FromStage: previous.StageID, ToStage: next.StageID, MovedAt: c.at,
	}})
}

// DealNews returns what a message tells a channel of deals, as far as it is still so: a step that was taken back isn't told, nor what the
// channel doesn't want any more, nor what became of the deal of somebody who doesn't want theirs told. Of several steps of a deal the
// channel hears as of one.
func (s *Service) DealNews(ctx context.Context, channel models.ReportChannel, message string) (models.DealsTold, error) {
	var told models.DealsTold
	if !channel.Deals.Any() {
		return told, nil
	}
	rates, err := s.Rates()
	if err != nil {
		return told, err
	}
	news, err := s.standing(ctx, channel.ID, message)
	if err != nil || len(news) == 0 {
		return told, err
	}
	var deals, customers []int64
	for _, step := range news {
		if !slices.Contains(deals, step.DealID) {
			deals = append(deals, step.DealID)
		}
	}
	found, err := s.store.DealsByID(ctx, deals)
	if err != nil {
		return told, err
	}
	for _, d := range found {
		customers = append(customers, d.CustomerID)
	}
	of, err := s.store.CustomersByID(ctx, customers)
	if err != nil {
		return told, err
	}
	people := map[string]*owner{}
	for _, id := range deals {
		d, first, last := found[id], step(news, id), lastStep(news, id)
		stage, _ := s.Pipelines().Stage(last.ToStage)
		item := models.DealTold{Kind: models.NewsOf(stage.Kind), Deal: d, Customer: of[d.CustomerID], FromStage: first.FromStage}
		if d.StageID != last.ToStage || first.FromStage == last.ToStage || d.State == models.DealShelved || item.Customer.Erased() || !channel.Deals.Wants(item.Kind, d, rates) {
			continue
		}
		who, err := s.ownerOf(ctx, people, d.Owner)
		if err != nil {
			return told, err
		}
		if item.Owner = who.name; !who.untold {
			told.Items = append(told.Items, item)
		}
	}
	slices.SortStableFunc(told.Items, func(a, b models.DealTold) int { return newsOrder(a.Kind) - newsOrder(b.Kind) })
	told.Won = wonTogether(told.Items)
	return told, nil
}

// standing are the steps of a message that weren't taken back.
func (s *Service) standing(ctx context.Context, channel, message string) ([]models.DealNews, error) {
	news, err := s.store.DealNews(ctx, channel, message)
	if err != nil || len(news) == 0 {
		return nil, err
	}
	var deals []int64
	for _, step := range news {
		deals = append(deals, step.DealID)
	}
	moves, err := s.store.StageMovesOf(ctx, slices.Compact(slices.Sorted(slices.Values(deals))))
	return slices.DeleteFunc(news, func(step models.DealNews) bool {
		return !slices.ContainsFunc(moves[step.DealID], func(m models.StageMove) bool { return m.ToStage == step.ToStage && m.MovedAt.Equal(step.MovedAt) })
	}), err
}

func step(news []models.DealNews, deal int64) models.DealNews {
	return news[slices.IndexFunc(news, func(n models.DealNews) bool { return n.DealID == deal })]
}

func lastStep(news []models.DealNews, deal int64) (last models.DealNews) {
	for _, n := range news {
		if n.DealID == deal {
			last = n
		}
	}
	return last
}

func newsOrder(kind models.NewsKind) int {
	return slices.Index([]models.NewsKind{models.NewsWon, models.NewsLost, models.NewsMoved}, kind)
}

// owner is whose a deal is, for a channel.
type owner struct {
	name   string
	untold bool // what becomes of their deals isn't told
}

func (s *Service) ownerOf(ctx context.Context, known map[string]*owner, id string) (*owner, error) {
	if known[id] == nil {
		who := &owner{}
		if id != "" {
			member, _, err := s.store.Member(ctx, id)
			if err != nil {
				return nil, err
			}
			who.name, who.untold = s.NameOf(ctx, id), member.DealsUntold
		}
		known[id] = who
	}
	return known[id], nil
}

// wonTogether adds up what was won, by currency.
func wonTogether(items []models.DealTold) (won []models.Worth) {
	for _, item := range items {
		if item.Kind != models.NewsWon || item.Deal.Amount.None() {
			continue
		}
		at := slices.IndexFunc(won, func(w models.Worth) bool { return w.Amount.Currency == item.Deal.Amount.Currency })
		if at < 0 {
			at, won = len(won), append(won, models.Worth{Amount: models.Money{Currency: item.Deal.Amount.Currency}})
		}
		won[at].Amount.Minor += item.Deal.Amount.Minor
	}
	return won
}
