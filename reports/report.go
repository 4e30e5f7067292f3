package reports

import (
	"context"
	"errors"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Figure is a number and what it was in the period before.
type Figure struct{ Now, Before int }

// OwnerRow is what one person did in the period.
type OwnerRow struct {
	Owner                            string // Slack user ID
	New, Interactions, Done, Overdue int
}

// StatusCount is how many customers stood at a status when the period ended.
type StatusCount struct {
	Status models.Status
	Count  int
}

// Transition is how many customers changed from one status to another in the period.
type Transition struct {
	From, To models.Status
	Count    int
}

// Report is the figures of one period.
type Report struct {
	Period       Period
	New          Figure
	Interactions Figure
	DoneOnTime   Figure
	DoneLate     Figure
	Overdue      Figure
	Activated    Figure
	Churned      Figure
	ByStatus     []StatusCount
	Transitions  []Transition
	Owners       []OwnerRow
}

// Service counts reports.
type Service struct{ store *store.Store }

// New returns a service that counts in a store.
func New(st *store.Store) *Service { return &Service{store: st} }

// Report counts the figures of a period as they stand on a day.
func (s *Service) Report(ctx context.Context, p Period, today models.Date) (Report, error) {
	return Report{}, errors.New("not built yet")
}
