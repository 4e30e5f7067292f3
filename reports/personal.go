package reports

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
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
		counted, err := s.countDoings(ctx, p)
		if err != nil {
			return Personal{}, fmt.Errorf("count a person's week: %w", err)
		}
		if row := counted.people()[owner]; row != nil {
			mine[i] = *row
		}
	}
	return Personal{
		New:          Figure{Now: mine[0].New, Before: mine[1].New},
		Interactions: Figure{Now: mine[0].Interactions, Before: mine[1].Interactions},
		Done:         Figure{Now: mine[0].Done, Before: mine[1].Done},
	}, nil
}
