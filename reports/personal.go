package reports

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Personal counts what one person did in the running week, from Monday until today by the calendar of a zone, beside the
// same days of the week before. It returns nil when nothing was done in either.
func (s *Service) Personal(ctx context.Context, person string, today models.Date, zone *time.Location) ([]models.Figure, error) {
	list := chosen(func(d Definition) bool { return d.MyWeek })
	week := Between(today.Monday(), today, zone)
	now, err := s.count(ctx, counted(list), week, today, models.CountScope{})
	if err != nil {
		return nil, fmt.Errorf("count a person's week: %w", err)
	}
	before, err := s.count(ctx, counted(list), Between(week.From.AddDays(-7), week.To.AddDays(-7), zone), today, models.CountScope{})
	if err != nil {
		return nil, fmt.Errorf("count a person's week before: %w", err)
	}
	values := figures(list, now, before, person)
	for _, f := range values {
		if !f.IsZero() {
			return values, nil
		}
	}
	return nil, nil
}
