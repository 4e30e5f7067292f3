package crm_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// A channel wants what its filter says, and nothing of an amount that nobody can compare.
func TestWhatAChannelWants(t *testing.T) {
	rates := models.Rates{Team: "CNY", List: []models.Rate{{Currency: "USD", Worth: "7"}}}
	deal := func(minor int64, currency string) models.Deal {
		return models.Deal{PipelineID: 1, Owner: bob, Amount: models.Money{Minor: minor, Currency: currency}}
	}
	from := models.Money{Minor: 1000_00, Currency: "CNY"}
	for _, c := range []struct {
		name   string
		filter models.NewsFilter
		kind   models.NewsKind
		deal   models.Deal
		want   bool
	}{
		{"nothing", models.NewsFilter{}, models.NewsWon, deal(5, "CNY"), false},
		{"a win", models.NewsFilter{Won: true}, models.NewsWon, deal(0, ""), true},
		{"a loss where wins are wanted", models.NewsFilter{Won: true}, models.NewsLost, deal(5, "CNY"), false},
		{"enough", models.NewsFilter{Moved: true, From: from}, models.NewsMoved, deal(1000_00, "CNY"), true},
		{"too little", models.NewsFilter{Moved: true, From: from}, models.NewsMoved, deal(999_99, "CNY"), false},
		{"no amount", models.NewsFilter{Moved: true, From: from}, models.NewsMoved, deal(0, ""), false},
		{"enough by its rate", models.NewsFilter{Lost: true, From: from}, models.NewsLost, deal(150_00, "USD"), true},
		{"too little by its rate", models.NewsFilter{Lost: true, From: from}, models.NewsLost, deal(142_00, "USD"), false},
		{"no rate", models.NewsFilter{Lost: true, From: from}, models.NewsLost, deal(9999_00, "EUR"), false},
		{"another pipeline", models.NewsFilter{Won: true, PipelineID: 2}, models.NewsWon, deal(5, "CNY"), false},
		{"somebody else's", models.NewsFilter{Won: true, Owner: alice}, models.NewsWon, deal(5, "CNY"), false},
		{"theirs", models.NewsFilter{Won: true, Owner: bob, PipelineID: 1}, models.NewsWon, deal(5, "CNY"), true},
	} {
		if got := c.filter.Wants(c.kind, c.deal, rates); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// Whatever is moved at the same moment, while messages are sent: each step is told by one message, which isn't sent before the step is there.
func TestNewsOfDealsAreToldOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withSettings()
		channel := models.ReportChannel{ID: "C0NEWS", Deals: models.NewsFilter{Won: true, Lost: true, Moved: true}}
		if _, err := w.SetReportChannel(w.ctx, admin("U0BOSS"), channel); err != nil {
			t.Fatal(err)
		}
		var deals []models.Deal
		for i := range 8 {
			deals = append(deals, w.deal(w.create(fmt.Sprint("Acme ", i)).ID, values{models.FieldDealTitle: fmt.Sprint("deal ", i)}))
		}
		told := map[string]int{}
		send := func() (found bool) {
			messages, err := w.store.ClaimOutbox(w.ctx, models.OutboxClaim{Owner: "one", Kinds: []string{models.ToldDeals}, Now: w.now, Lease: time.Minute, Limit: 50})
			w.check(err)
			for _, m := range messages {
				news, err := w.DealNews(w.ctx, channel, m.DedupeKey)
				w.check(err)
				for _, item := range news.Items {
					told[fmt.Sprint(item.Deal.ID, " ", item.Deal.StageID)]++
				}
				if _, _, err := w.store.MarkSent(w.ctx, m, w.now, w.now); err != nil {
					t.Fatal(err)
				}
			}
			return len(messages) > 0
		}
		want := map[string]int{}
		for round := range 4 {
			stage := int64(2 + round%3)
			var group sync.WaitGroup
			for _, d := range deals {
				group.Go(func() {
					if _, _, err := w.MoveDeal(w.ctx, by(alice), d.ID, 0, stage); err != nil {
						t.Error(err)
					}
				})
				want[fmt.Sprint(d.ID, " ", stage)]++
			}
			group.Wait()
			w.now = w.now.Add(10 * time.Minute)
			for send() { // a channel's messages are taken one by one
				continue
			}
		}
		for key, n := range want {
			if told[key] != n {
				t.Errorf("deal and stage %s: told %d times, want %d", key, told[key], n)
			}
		}
		messages, err := w.store.CountOutbox(w.ctx)
		w.check(err)
		if messages[models.OutboxPending] != 0 || messages[models.OutboxSent] > 4*len(deals) { // each round at once, of which none may see the others
			t.Errorf("messages: %v", messages)
		}
		// taken back, erased, merged into another: as it is when it is told
		d := deals[0]
		if _, _, err := w.CloseDeal(w.ctx, by(alice), d.ID, models.DealEnd{Won: true}); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Second)
		if _, err := w.undo(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.CloseDeal(w.ctx, by(alice), deals[1].ID, models.DealEnd{Won: true}); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
		clear(told)
		for send() {
			continue
		}
		if want := fmt.Sprint(deals[1].ID, " 5"); len(told) != 1 || told[want] != 1 {
			t.Errorf("told %v, want %s", told, want)
		}
	})
}
