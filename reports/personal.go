package reports

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Personal is what one person did in the running week, against the same days of the week before.
type Personal struct {
	New          Figure // new customers that the person owns now
	Interactions Figure // logged by the person
	Done         Figure // follow-ups the person marked done, on time or late
}

// Personal counts a person's running week, from Monday until today, by the calendar of a zone.
func (s *Service) Personal(ctx context.Context, owner string, today models.Date, zone *time.Location) (Personal, error) {
	week := Between(today.Monday(), today, zone)
	var mine [2]OwnerRow
	for i, p := range []Period{week, Between(week.From.AddDays(-7), week.To.AddDays(-7), zone)} {
		var err error
		if mine[i], err = s.ownWeek(ctx, owner, p); err != nil {
			return Personal{}, fmt.Errorf("count a person's week: %w", err)
		}
	}
	return Personal{
		New:          Figure{Now: mine[0].New, Before: mine[1].New},
		Interactions: Figure{Now: mine[0].Interactions, Before: mine[1].Interactions},
		Done:         Figure{Now: mine[0].Done, Before: mine[1].Done},
	}, nil
}

func (s *Service) ownWeek(ctx context.Context, owner string, p Period) (row OwnerRow, err error) {
	from, to := p.Bounds()
	own := func(rows []store.OwnerCount) int {
		for _, r := range rows {
			if r.Owner == owner {
				return r.Count
			}
		}
		return 0
	}
	fresh, err := s.store.CountNew(ctx, from, to)
	if err != nil {
		return row, err
	}
	interactions, err := s.store.CountInteractions(ctx, from, to)
	if err != nil {
		return row, err
	}
	closed, err := s.store.CountDone(ctx, from, to, p.zone())
	row.New, row.Interactions = own(fresh), own(interactions)
	for _, r := range closed {
		if r.Owner == owner {
			row.Done = r.OnTime + r.Late
		}
	}
	return row, err
}
