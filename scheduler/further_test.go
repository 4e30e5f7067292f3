package scheduler

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// rows are the follow-ups with buttons that stand in Slack, by their titles' numbers, in the order of the posts.
func (s *fakeSlack) rows() (rows []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.posts {
		if p.removed {
			continue
		}
		for _, block := range p.message.Blocks {
			if section, is := block.(*slack.SectionBlock); is && section.Text != nil {
				if _, number, is := strings.Cut(section.Text.Text, "row-"); is {
					rows = append(rows, number[:2])
				}
			}
		}
	}
	return rows
}

// oneMessage is the store of a process that dies after it has worked on one message.
type oneMessage struct {
	Store
	claimed *bool
}

func (o oneMessage) ClaimOutbox(ctx context.Context, c models.OutboxClaim) (claimed []models.OutboxMessage, err error) {
	if *o.claimed {
		return nil, nil
	}
	claimed, err = o.Store.ClaimOutbox(ctx, c)
	*o.claimed = len(claimed) > 0
	return claimed, err
}

// A digest that is too long for one message goes out in pages, each of which Slack takes. Processes die between them, and
// meanwhile a row is done and another comes: nothing is told twice, and nothing is lost.
func TestADigestGoesOnThoughProcessesDieBetweenItsPages(t *testing.T) {
	dying := map[string]func(o *Options, w *world){
		"after recording":        func(*Options, *world) {},
		"after posting":          func(o *Options, _ *world) { o.Store = forgetful{o.Store} },
		"right before it leaves": func(o *Options, w *world) { o.Poster = &stopped{fakeSlack: w.slack, after: func() { panic("killed") }} },
	}
	for step, die := range dying {
		t.Run(step, func(t *testing.T) {
			ready(t, func(t *testing.T, w *world, schedule Schedule) {
				due, err := w.store.DueFollowUps(w.ctx, models.DueQuery{Range: models.DueAll, Zone: time.UTC, Limit: 1})
				if err != nil {
					t.Fatal(err)
				}
				first := due.FollowUps[0]
				op := models.Operation{Actor: models.System(), Source: "test", Zone: "Asia/Shanghai"}
				plan := func(number int) models.FollowUp {
					in := models.FollowUpInput{Title: fmt.Sprintf("row-%02d %s", number, strings.Repeat("&", 100)), DueOn: first.DueOn, Assignee: "UWANG", Zone: op.Zone}
					f, err := w.crm.PlanFollowUp(w.ctx, op, first.CustomerID, in)
					if err != nil {
						t.Fatal(err)
					}
					return f
				}
				var want []string
				var twelfth models.FollowUp
				for i := 1; i <= 13; i++ {
					if i <= 12 {
						twelfth = plan(i)
					}
					if i != 12 {
						want = append(want, fmt.Sprintf("%02d", i))
					}
				}
				changed := false
				for round := range 10 {
					for i, alter := range []func(*Options, *world){die, func(*Options, *world) {}} {
						_ = single(w.scheduler(fmt.Sprint(round, ".", i), schedule, func(o *Options) {
							o.Store = oneMessage{o.Store, new(bool)}
							alter(o, w)
						})).Tick(w.ctx)
						w.clock.advance(lease + time.Second)
						if !changed && len(w.slack.rows()) > 0 {
							if _, err := w.crm.CompleteFollowUp(w.ctx, op, twelfth.ID, ""); err != nil {
								t.Fatal(err)
							}
							plan(13)
							changed = true
						}
					}
				}
				if got := w.slack.rows(); !slices.Equal(got, want) {
					t.Errorf("told %v, want %v", got, want)
				}
				for i, p := range w.slack.posts {
					if !p.message.Fits() || i > 0 && w.slack.countPosted(p.key) != 1 {
						t.Errorf("%s is %d long and stands %d times", p.key, surface.Size(p.message.Blocks), w.slack.countPosted(p.key))
					}
				}
				if len(w.slack.posts) < 3 {
					t.Errorf("%d pages", len(w.slack.posts))
				}
			})
		})
	}
}
