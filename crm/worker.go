package crm

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Colleague is what the workspace says of a person.
type Colleague struct {
	models.Identity
	Name string         // as others see it; "" is not known
	Zone *time.Location // nil is not known
}

// candidate is somebody who is to be given work.
type candidate struct {
	models.Named
	why models.Unfit // why they can't
}

// candidate looks up whether somebody can be given work. Who is the actor can, and so can everybody where nobody can be asked:
// work isn't held up by that. It may ask Slack, and so comes before transactions.
func (s *Service) candidate(ctx context.Context, actor models.Actor, id string) candidate {
	found := candidate{Named: models.Named{ID: id}}
	if s.team.Person == nil || !models.IsUser(id) || id == actor.ID {
		return found
	}
	who, err := s.team.Person(ctx, id)
	if err != nil {
		return found
	}
	found.Name = who.Name
	if profile, err := s.Enter(ctx, who.Identity); err == nil {
		found.why = profile.Actor.Role.Unfit(who.Identity)
	}
	return found
}

// unfit returns why somebody can't be given work, as candidate has it.
func (s *Service) unfit(ctx context.Context, actor models.Actor, id string) models.Unfit {
	return s.candidate(ctx, actor, id).why
}

// idleOwner returns a customer's owner where they can't be given work any more; else "". A change of the owner meanwhile is
// checked by itself.
func (s *Service) idleOwner(ctx context.Context, actor models.Actor, customerID int64) string {
	customer, err := s.store.Customer(ctx, customerID)
	if err != nil || s.unfit(ctx, actor, customer.Owner) == models.Fit {
		return "" // what keeps it from being read is said by the change
	}
	return customer.Owner
}

// ZoneOf returns where somebody is, by what they have chosen, else by Slack; nil where nobody knows.
func (s *Service) ZoneOf(ctx context.Context, id string) *time.Location {
	if s.team.Person == nil || !models.IsUser(id) {
		return nil
	}
	who, err := s.team.Person(ctx, id)
	if err != nil || who.Unknown {
		return nil
	}
	profile, err := s.Enter(ctx, who.Identity)
	if err != nil {
		return who.Zone
	}
	_, zone := profile.Over("", who.Zone)
	return zone
}

// NameOf returns what the workspace calls somebody; "" where nobody knows.
func (s *Service) NameOf(ctx context.Context, id string) string {
	if s.team.Person == nil || !models.IsUser(id) {
		return ""
	}
	who, err := s.team.Person(ctx, id)
	if err != nil || who.Unknown {
		return ""
	}
	return who.Name
}

// Unattended returns a first page of the follow-ups due on a day of a reader in a zone, or overdue, of people who can't be
// told of them: who left, or can't be given work any more for another reason. It is for who may give them to somebody else.
func (s *Service) Unattended(ctx context.Context, actor models.Actor, today models.Date, zone *time.Location, limit int) (models.DuePage, error) {
	if err := permit(actor, models.MayAssign); err != nil {
		return models.DuePage{}, err
	}
	people, err := s.store.DueAssignees(ctx, today, zone)
	if err != nil {
		return models.DuePage{}, err
	}
	people = slices.DeleteFunc(people, func(id string) bool { return s.unfit(ctx, actor, id) == models.Fit })
	if len(people) == 0 {
		return models.DuePage{}, nil
	}
	return s.DueFollowUps(ctx, actor, models.DueQuery{Range: models.DueToday, People: people, Today: today, Zone: zone, Limit: limit})
}

// LeftBehind counts what somebody has who can't be given work any more; nothing of who can.
func (s *Service) LeftBehind(ctx context.Context, actor models.Actor, id string) (left models.LeftBehind, err error) {
	if err := permit(actor, models.MayAssign); err != nil || s.unfit(ctx, actor, id) == models.Fit {
		return left, err
	}
	due, err := s.DueFollowUps(ctx, actor, models.DueQuery{Range: models.DueAll, Assignee: id, Limit: 1})
	if err != nil {
		return left, err
	}
	owned, err := s.SearchCustomers(ctx, actor, models.CustomerQuery{Limit: 1, Filters: []models.Filter{models.FilterOf(models.FieldOwner, id)}})
	return models.LeftBehind{Customers: owned.Total, FollowUps: due.Total}, err
}

// unfitWords are the sentences that refuse to give somebody work.
var unfitWords = map[models.Unfit]string{
	models.UnfitUnknown: "error.unfit_unknown", models.UnfitGone: "error.unfit_gone", models.UnfitBot: "error.unfit_bot",
	models.UnfitStranger: "error.unfit_stranger", models.UnfitGuest: "error.unfit_guest", models.UnfitNone: "error.unfit_none",
	models.UnfitViewer: "error.unfit_viewer",
}

// checkWorker refuses somebody who can't be given work, at a field.
func checkWorker(field models.Field, who candidate) models.Errors {
	if who.why == models.Fit {
		return nil
	}
	return models.Errors{models.Invalid(field, unfitWords[who.why], "User", who.Named)}
}

// maxNamedPeople is among how many people a name is looked for.
const maxNamedPeople = 500

// PersonNamed returns the ID of the person who is called so, in whole or by one of their names, among those who have a role or
// own customers; "" where there is none, or several are.
func (s *Service) PersonNamed(ctx context.Context, actor models.Actor, name string) (string, error) {
	if err := permit(actor, models.MayView); err != nil || s.team.Person == nil {
		return "", err
	}
	people, err := s.store.KnownPeople(ctx, maxNamedPeople)
	if err != nil {
		return "", err
	}
	if !slices.Contains(people, actor.ID) {
		people = append(people, actor.ID)
	}
	var whole, partly []string
	for _, id := range people {
		who, err := s.team.Person(ctx, id)
		if err != nil || who.Unknown { // Slack can't be asked: nobody is taken for them
			continue
		}
		called := func(text string) bool { return models.NormaliseName(text) == models.NormaliseName(name) }
		switch {
		case called(who.Name):
			whole = append(whole, id)
		case slices.ContainsFunc(strings.Fields(who.Name), called):
			partly = append(partly, id)
		}
	}
	switch {
	case len(whole) == 1:
		return whole[0], nil
	case len(whole) == 0 && len(partly) == 1:
		return partly[0], nil
	}
	return "", nil
}
