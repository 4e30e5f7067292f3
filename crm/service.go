// Package crm holds the use cases: what may be done with customers, checked, carried out and audited in one
// transaction each.
package crm

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

var errNotBuilt = errors.New("not built yet")

// Team is what a team has configured.
type Team struct {
	Zone       *time.Location
	Industries []string
	Sensitive  models.SensitiveWords
}

// Service carries out the use cases.
type Service struct {
	store *store.Store
	clock models.Clock
	team  Team
}

func New(st *store.Store, clock models.Clock, team Team) *Service {
	return &Service{store: st, clock: clock, team: team}
}
func (s *Service) CreateCustomer(ctx context.Context, op models.Operation, draft models.Customer) (models.Customer, error) {
	return models.Customer{}, errNotBuilt
}
func (s *Service) UpdateCustomer(ctx context.Context, op models.Operation, id int64, version int, set map[models.Field]string) (models.Customer, error) {
	return models.Customer{}, errNotBuilt
}
func (s *Service) Customer(ctx context.Context, actor string, id int64) (models.Customer, error) {
	return models.Customer{}, errNotBuilt
}
func (s *Service) ResolveCustomer(ctx context.Context, actor, words string) (models.Customer, error) {
	return models.Customer{}, errNotBuilt
}
func (s *Service) SearchCustomers(ctx context.Context, actor string, q models.CustomerQuery) (models.CustomerPage, error) {
	return models.CustomerPage{}, errNotBuilt
}
func (s *Service) SuggestCustomers(ctx context.Context, actor, words string, limit int) ([]models.Customer, error) {
	return nil, errNotBuilt
}
func (s *Service) CustomerCard(ctx context.Context, actor string, id int64) (models.Card, error) {
	return models.Card{}, errNotBuilt
}
func (s *Service) LogInteraction(ctx context.Context, op models.Operation, customerID int64, in models.InteractionInput) (models.Interaction, error) {
	return models.Interaction{}, errNotBuilt
}
func (s *Service) BasisCandidates(ctx context.Context, actor string, customerID int64) ([]models.Interaction, error) {
	return nil, errNotBuilt
}
func (s *Service) ChangeStatus(ctx context.Context, op models.Operation, customerID int64, in models.StatusInput) (models.Customer, error) {
	return models.Customer{}, errNotBuilt
}
func (s *Service) PlanFollowUp(ctx context.Context, op models.Operation, customerID int64, in models.FollowUpInput) (models.FollowUp, error) {
	return models.FollowUp{}, errNotBuilt
}
func (s *Service) FollowUp(ctx context.Context, actor string, id int64) (models.DueFollowUp, error) {
	return models.DueFollowUp{}, errNotBuilt
}
func (s *Service) CompleteFollowUp(ctx context.Context, op models.Operation, id int64, outcome string) (models.DueFollowUp, error) {
	return models.DueFollowUp{}, errNotBuilt
}
func (s *Service) SnoozeFollowUp(ctx context.Context, op models.Operation, id int64, to models.Date) (models.DueFollowUp, error) {
	return models.DueFollowUp{}, errNotBuilt
}
func (s *Service) CancelFollowUp(ctx context.Context, op models.Operation, id int64) (models.DueFollowUp, error) {
	return models.DueFollowUp{}, errNotBuilt
}
func (s *Service) DueFollowUps(ctx context.Context, actor string, q models.DueQuery) (models.DuePage, error) {
	return models.DuePage{}, errNotBuilt
}
func (s *Service) Today(zone string) models.Date { return models.DateOf(s.clock.Now()) }
func (s *Service) Rules(zone string) models.Rules {
	return models.Rules{Industries: s.team.Industries, Sensitive: s.team.Sensitive, Today: s.Today(zone)}
}
