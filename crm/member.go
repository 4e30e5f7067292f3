package crm

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Access is who may what, as it is configured.
type Access struct {
	Default models.Role            // of members of whom nothing else is said; "" is sales
	Named   map[string]models.Role // by user ID
	// OwnOnly is visibility: owner. Sales people then see their own customers, unassigned ones, and those of which they
	// have an open follow-up.
	OwnOnly bool
}

// Enter returns what a person may and prefers, as of now. It precedes everything a person does: it also brings
// this process up to date with settings that another one changed. A role given by SetRole counts before a configured
// one, that before being an admin of the workspace, that before the default.
//
// While the database is away, what was known last of the person counts: a change then waits for the database as long as
// it can, instead of being lost at the door.
func (s *Service) Enter(ctx context.Context, who models.Identity) (models.Profile, error) {
	member, version, err := s.store.Member(ctx, who.ID)
	if err == nil {
		err = s.refreshSettings(ctx, version)
	}
	last, known := s.members.Load(who.ID)
	switch {
	case err == nil:
		if !known || last != member {
			s.members.Store(who.ID, member)
		}
	case Unavailable(err) && known:
		member = last.(models.Member)
	default:
		return models.Profile{}, err
	}
	profile := models.Profile{Actor: models.Actor{ID: who.ID, Role: s.role(who, member)}, Preferences: member.Preferences}
	profile.Actor.OwnOnly = s.team.Access.OwnOnly && profile.Actor.Role == models.RoleSales
	if member.Zone != "" {
		profile.Zone = s.zone(member.Zone)
	}
	return profile, nil
}

func (s *Service) role(who models.Identity, member models.Member) models.Role {
	named := cmp.Or(member.Role, s.team.Access.Named[who.ID])
	switch {
	case who.Gone, who.Unknown:
		return models.RoleNone
	case named != "":
		return named
	case who.Outsider():
		return models.RoleNone
	case who.Admin:
		return models.RoleAdmin
	}
	return cmp.Or(s.team.Access.Default, models.RoleSales)
}

// permit refuses what the actor may not.
func permit(actor models.Actor, p models.Permission) error {
	if actor.May(p) {
		return nil
	}
	return Refused(actor, p)
}

// Refused is the refusal of what the actor may not.
func Refused(actor models.Actor, p models.Permission) error {
	if !actor.May(models.MayView) {
		return models.Forbidden("error.members_only")
	}
	return models.Forbidden("error.not_permitted", "Role", actor.Role, "Permission", p)
}

// forbiddenAt is a refusal of what may not stand in a field, for this person.
func forbiddenAt(field models.Field, key string) *models.Error {
	refused := models.Forbidden(key)
	refused.Input = field.Input()
	return refused
}

// maxMembers is how many people with a role of their own are listed.
const maxMembers = 200

// Leads returns who is told of what is left undone, by user ID, in the order in which they are: the managers, then the admins,
// as far as they were given their role by name. Whether they can be told is not looked at.
func (s *Service) Leads(ctx context.Context) ([][]string, error) {
	holders, _, err := s.RoleHolders(ctx, models.System())
	if err != nil {
		return nil, err
	}
	var tiers [][]string
	for _, role := range []models.Role{models.RoleManager, models.RoleAdmin} {
		var tier []string
		for _, holder := range holders {
			if holder.Role == role {
				tier = append(tier, holder.UserID)
			}
		}
		if len(tier) > 0 {
			tiers = append(tiers, tier)
		}
	}
	return tiers, nil
}

// Admins returns who was given the role of an admin by name, by user ID.
func (s *Service) Admins(ctx context.Context) ([]string, error) {
	holders, _, err := s.RoleHolders(ctx, models.System())
	var admins []string
	for _, holder := range holders {
		if holder.Role == models.RoleAdmin {
			admins = append(admins, holder.UserID)
		}
	}
	return admins, err
}

// RoleHolder is a person with a role of their own, and where it comes from.
type RoleHolder struct {
	UserID     string
	Role       models.Role
	Configured bool // by the configuration, not by SetRole
}

// RoleHolders returns everybody who was given a role, by user ID, and the role of everybody else.
func (s *Service) RoleHolders(ctx context.Context, actor models.Actor) ([]RoleHolder, models.Role, error) {
	if err := permit(actor, models.MayManageRoles); err != nil {
		return nil, "", err
	}
	members, err := s.store.Members(ctx, maxMembers)
	if err != nil {
		return nil, "", err
	}
	var list []RoleHolder
	given := map[string]bool{}
	for _, m := range members {
		given[m.UserID] = true
		list = append(list, RoleHolder{UserID: m.UserID, Role: m.Role})
	}
	for id, role := range s.team.Access.Named {
		if !given[id] {
			list = append(list, RoleHolder{UserID: id, Role: role, Configured: true})
		}
	}
	slices.SortFunc(list, func(a, b RoleHolder) int { return cmp.Compare(a.UserID, b.UserID) })
	return list, cmp.Or(s.team.Access.Default, models.RoleSales), nil
}

// SetRole gives a person a role; "" takes a given one back, so that the configuration, or being an admin of the
// workspace, decides again. Nobody changes their own: so there is always somebody left who can.
func (s *Service) SetRole(ctx context.Context, op models.Operation, userID string, role models.Role) error {
	if err := permit(op.Actor, models.MayManageRoles); err != nil {
		return err
	}
	switch {
	case !models.IsUser(userID):
		return models.Invalid(models.InputUser, "error.unknown_user", "Value", models.Shorten(userID, 50))
	case role != "" && !role.Valid():
		return models.Invalid(models.InputRole, "error.unknown_role", "Value", models.Shorten(string(role), 50))
	case userID == op.Actor.ID:
		return models.Invalid(models.InputUser, "error.own_role")
	}
	return s.changeMember(ctx, op, userID, func(m *models.Member) map[models.Input][2]string {
		before := m.Role
		m.Role = role
		return map[models.Input][2]string{models.InputRole: {string(before), string(role)}}
	})
}

// MySettings returns what the actor has chosen.
func (s *Service) MySettings(ctx context.Context, actor models.Actor) (models.Preferences, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Preferences{}, err
	}
	member, _, err := s.store.Member(ctx, actor.ID)
	return member.Preferences, err
}

// SetPreferences keeps what the actor prefers.
func (s *Service) SetPreferences(ctx context.Context, op models.Operation, preferences models.Preferences) error {
	if err := permit(op.Actor, models.MayView); err != nil {
		return err
	}
	if err := checkPreferences(&preferences).Err(); err != nil {
		return err
	}
	return s.changeMember(ctx, op, op.Actor.ID, func(m *models.Member) map[models.Input][2]string {
		before := m.Preferences
		m.Preferences = preferences
		changes, after := map[models.Input][2]string{}, preferencesText(preferences)
		for input, value := range preferencesText(before) {
			changes[input] = [2]string{value, after[input]}
		}
		return changes
	})
}

// preferencesText are preferences as the audit log keeps them.
func preferencesText(l models.Preferences) map[models.Input]string {
	reminders := "on"
	if l.RemindersOff {
		reminders = "off"
	}
	deals := "on"
	if l.DealsUntold {
		deals = "off"
	}
	tickets := "on"
	if l.TicketsUntold {
		tickets = "off"
	}
	return map[models.Input]string{
		models.InputDealsTold: deals, models.InputTicketsTold: tickets,
		models.InputLanguage: l.Language, models.InputZone: l.Zone, models.InputDigestTime: string(l.DigestTime), models.InputReminders: reminders,
		models.InputQuietFrom: string(l.QuietFrom), models.InputQuietTo: string(l.QuietTo), models.InputMutedUntil: l.MutedUntil.String(),
	}
}

// checkLanguage refuses a language that isn't spoken here; "" is left to somebody else.
func checkLanguage(language string) models.Errors {
	if language == "" || language == "zh" || language == "en" {
		return nil
	}
	return models.Errors{models.Invalid(models.InputLanguage, "error.unknown_language", "Value", models.Shorten(language, 50))}
}

// checkPreferences brings preferences into the form in which they are kept, and returns what is wrong with them.
func checkPreferences(l *models.Preferences) (errs models.Errors) {
	errs = checkLanguage(l.Language)
	if _, err := time.LoadLocation(l.Zone); l.Zone != "" && (err != nil || l.Zone == "Local") {
		errs = append(errs, models.Invalid(models.InputZone, "error.unknown_zone", "Value", models.Shorten(l.Zone, 64)))
	}
	for _, clock := range []struct {
		input models.Input
		at    *models.TimeOfDay
	}{{models.InputDigestTime, &l.DigestTime}, {models.InputQuietFrom, &l.QuietFrom}, {models.InputQuietTo, &l.QuietTo}} {
		if clock.input == models.InputDigestTime && *clock.at == models.DigestOff {
			continue
		}
		parsed, err := models.ParseTimeOfDay(string(*clock.at))
		if err != nil {
			errs = append(errs, models.Invalid(clock.input, "error.bad_time", "Value", models.Shorten(string(*clock.at), 50)))
		}
		*clock.at = parsed
	}
	if (l.QuietFrom == "") != (l.QuietTo == "") {
		errs = append(errs, models.Invalid(models.InputQuietTo, "error.quiet_hours"))
	}
	return errs
}

// changeMember changes what is kept of a person; alter says what was and is at every input.
func (s *Service) changeMember(ctx context.Context, op models.Operation, userID string, alter func(*models.Member) map[models.Input][2]string) error {
	return s.change(ctx, op, func(c *change) error {
		m, err := c.LockMember(ctx, userID)
		if err != nil {
			return err
		}
		changes := alter(&m)
		for input, value := range changes {
			if value[0] == value[1] {
				delete(changes, input)
			}
		}
		if len(changes) == 0 {
			return nil
		}
		m.UpdatedBy, m.UpdatedAt = op.Actor.ID, c.at
		if err := c.SaveMember(ctx, &m); err != nil {
			return err
		}
		for _, input := range slices.Sorted(maps.Keys(changes)) {
			c.noteInput(models.EntityMember, m.ID, m.Version, models.ActionUpdate, input, changes[input][0], changes[input][1])
		}
		return nil
	})
}

// NoteSighting remembers that a person looked at a customer, for RecentlySeen.
func (s *Service) NoteSighting(ctx context.Context, actor models.Actor, customerID int64) error {
	if err := permit(actor, models.MayView); err != nil {
		return err
	}
	return s.store.NoteSighting(ctx, actor.ID, customerID, s.clock.Now().UTC().Truncate(time.Microsecond))
}

// RecentlySeen returns at most limit customers the actor looked at, the last first.
func (s *Service) RecentlySeen(ctx context.Context, actor models.Actor, limit int) ([]models.Customer, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	return s.store.RecentlySeen(ctx, actor.ID, actor.Sees(), limit)
}
