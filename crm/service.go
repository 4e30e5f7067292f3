// Package crm holds the use cases: what may be done with customers, checked, carried out and audited in one
// transaction each. It knows neither Slack nor SQL.
//
// Every use case that changes something takes a models.Operation. With a key in it, it happens at most once: the key
// is remembered in the same transaction, and models.ErrAlreadyHandled is returned the next time. Refusals are
// models.Error, models.Errors or models.AmbiguousError. Unavailable tells an error after which nothing was changed since the
// database is away, Unknown one after which it isn't known: the operation's key tells later (Outcome).
package crm

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/store"
)

// Team is what a team has configured.
type Team struct {
	Zone       *time.Location // nil is UTC
	Industries []string       // keys, in the order in which they are shown
	Promotes   []string       // keys of the channels of campaigns, in the order in which they are shown; nil is models.FirstChannels
	Currency   string         // of amounts that name none, an ISO 4217 code; "" is CNY
	Words      []string       // sensitive ones
	WordMode   models.WordMode
	Access     Access
	// Person returns what the workspace says of somebody. nil, and an error of it, keep nobody from being given work.
	Person func(ctx context.Context, userID string) (Colleague, error)
	// Place returns a channel as the bot sees it, by its ID or "#name". nil: every channel is one that it is in.
	Place func(ctx context.Context, channel string) (models.Place, error)
	// Reached returns the channel that messages to a configured one go to: a name is followed when the channel is renamed. nil is
	// as of Place.
	Reached  func(ctx context.Context, channel string) (models.Place, error)
	Channels []models.ReportChannel // the configured ones
	Privacy  models.PrivacyMode     // "" is PrivacyOpen
	Calendar workday.Calendar       // which days are off, where work is spread over workdays
	Service  models.Service         // in which time tickets are answered and solved; without targets it has the default ones
	// There returns whether somebody is there to be given something to do at once. nil: everybody is.
	There func(ctx context.Context, userID string) (models.Presence, error)
	// StaleAfter is after how many days without a sign of life a customer is stale; 0 is never.
	StaleAfter int
	// PersonByEmail returns the ID of the person with an email, "" where there is none. nil knows nobody by that.
	PersonByEmail func(ctx context.Context, email string) (string, error)
	// Imports opens files that are imported. nil opens none.
	Imports OpenImport
	// InLine is called when there is a task to be done (Service.Work), or a message to be sent; nil calls nobody, and it is found by and by.
	InLine func()
}

// Service carries out the use cases. It is safe for concurrent use.
type Service struct {
	store    *store.Store
	clock    models.Clock
	team     Team
	zones    sync.Map                 // IANA name → *time.Location: loading one reads a file
	settings atomic.Pointer[settings] // nil until they are read
	members  sync.Map                 // user ID → models.Member, as they were read last
	workers  map[models.TaskKind]taskWorker
}

// New returns a service that keeps its records in st and tells the time by clock.
func New(st *store.Store, clock models.Clock, team Team) *Service {
	if team.Zone == nil {
		team.Zone = time.UTC
	}
	team.Currency = cmp.Or(team.Currency, "CNY")
	if team.Service.Targets == nil {
		team.Service.Targets = models.DefaultTargets()
	}
	if team.Promotes == nil {
		team.Promotes = models.OptionKeys(models.FirstChannels())
	}
	s := &Service{store: st, clock: clock, team: team}
	s.workers = map[models.TaskKind]taskWorker{models.TaskBulk: bulkWorker{s}, models.TaskImport: importWorker{s}}
	return s
}

// Now returns what time it is in an IANA zone; "" and unknown names mean the team's zone.
func (s *Service) Now(zone string) time.Time { return s.clock.Now().In(s.zone(zone)) }

// Today returns the calendar day it is in an IANA zone, as Now takes it.
func (s *Service) Today(zone string) models.Date { return models.DateOf(s.Now(zone)) }

// Rules returns what records are checked against for a person in an IANA zone, as Today takes it.
func (s *Service) Rules(zone string) models.Rules {
	known, now := s.remembered(), s.Now(zone)
	return models.Rules{
		Industries: s.team.Industries, Custom: known.ofCustomers, Further: known.fields, Pipelines: known.pipelines, LostReasons: models.OptionKeys(known.lostReasons), Channels: s.team.Promotes, Sensitive: known.finder, Warn: known.words.Mode == models.WordsWarn, WordsUnknown: known.damaged != nil,
		Placeholder: s.team.Privacy == models.PrivacyPlaceholder, Today: models.DateOf(now), Now: now,
	}
}

func (s *Service) zone(name string) *time.Location {
	if name == "" || name == "Local" {
		return s.team.Zone
	}
	if known, ok := s.zones.Load(name); ok {
		return known.(*time.Location)
	}
	loaded, err := time.LoadLocation(name)
	if err != nil {
		return s.team.Zone // not remembered: names that don't exist are without end
	}
	s.zones.Store(name, loaded)
	return loaded
}

// change is one use case under way: its transaction and what the audit log will say.
type change struct {
	*store.Tx
	op       models.Operation
	id       string // of the operation in the audit log
	at       time.Time
	zone     *time.Location // of the actor
	named    func(zone string) *time.Location
	rules    models.Rules
	masks    bool      // Service.Masks
	owner    candidate // who is to get the customer
	idle     string    // the customer's owner, where they can't be given work
	customer int64     // to which all that is changed belongs
	audit    []models.AuditEntry
	sends    *bool       // set where something is to be sent
	moved    []movedDeal // of which channels may want to hear
	of       *Service
	quiet    bool                      // nobody is told whose ticket it is now
	said     bool                      // what ends the time until a ticket's first answer was said, which nobody takes back
	locked   map[int64]models.Customer // lockAll
}

// change runs a use case in one transaction with its audit entries. fn may run several times and sets its results
// anew each time.
func (s *Service) change(ctx context.Context, op models.Operation, fn func(*change) error) error {
	op.Source = models.Shorten(op.Source, 64)
	at := s.clock.Now().UTC().Truncate(time.Microsecond) // as the database will give it back
	id := operationID(at)
	sends := false
	err := s.store.Once(ctx, store.Delivery{Key: op.Key, Also: op.Also, Keep: op.Keep, Owner: id, At: at}, func(tx *store.Tx) error {
		c := s.newChange(op, at, id)
		c.Tx, c.sends = tx, &sends
		if err := fn(c); err != nil {
			return err
		}
		return c.writeAudit(ctx)
	})
	if err == nil && op.Saved != nil {
		*op.Saved = true
	}
	if err == nil && sends {
		s.wake()
	}
	return err
}

// wake tells that there is something to be done.
func (s *Service) wake() {
	if s.team.InLine != nil {
		s.team.InLine()
	}
}

// tell puts messages into the outbox, dated by the change, in its transaction; they are sent once it is done.
func (c *change) tell(ctx context.Context, messages ...models.OutboxMessage) error {
	for i := range messages {
		messages[i].CreatedAt, messages[i].NotBefore = c.at, c.at
	}
	if c.sends != nil && len(messages) > 0 {
		*c.sends = true
	}
	return c.Enqueue(ctx, messages...)
}

// writeAudit writes what is noted and not written yet, and tells the channels of deals.
func (c *change) writeAudit(ctx context.Context) error {
	err := c.AppendAudit(ctx, c.audit)
	c.audit = nil
	if err != nil {
		return err
	}
	return c.announce(ctx)
}

// newChange is a use case of an operation at an instant, without its transaction: with that it can write, and without it only say what
// would become of a customer.
func (s *Service) newChange(op models.Operation, at time.Time, id string) *change {
	return &change{of: s, op: op, id: id, at: at, zone: s.zone(op.Zone), named: s.zone, rules: s.Rules(op.Zone), masks: s.Masks()}
}

// operationID returns a name for what is changed at once. It begins with the time, so that new ones stand together in
// their index.
func operationID(at time.Time) string {
	unique := make([]byte, 4)
	_, _ = rand.Read(unique) // never fails
	return fmt.Sprintf("%014x%x", at.UnixMicro(), unique)
}

// note adds an entry to the audit log; an empty field means the whole record.
func (c *change) note(entity string, id int64, version int, action string, field models.Field, before, after string) {
	c.audit = append(c.audit, models.AuditEntry{
		At: c.at, Actor: c.op.Actor.ID, Entity: entity, EntityID: id, CustomerID: c.customer, Version: version, Action: action,
		Field: string(field), OldValue: before, NewValue: after, Source: c.op.Source, Operation: c.id,
	})
}

// noteChanges adds an entry to the audit log for each field of a record that changed.
func (c *change) noteChanges(entity string, id int64, version int, action string, changes []models.FieldChange) {
	for _, changed := range changes {
		c.note(entity, id, version, action, changed.Field, changed.Before, changed.After)
	}
}

// noteInput is note for what is no record of a customer's: preferences, definitions of custom fields and what holds for the
// team are audited under the key of the input in which they are set.
func (c *change) noteInput(entity string, id int64, version int, action string, input models.Input, before, after string) {
	c.note(entity, id, version, action, models.Field(input), before, after)
}

// lockCustomer takes the customer that everything in this change belongs to. What the actor doesn't see isn't there, and
// what is archived or was erased can't be changed: every change of a customer comes through here.
func (c *change) lockCustomer(ctx context.Context, id int64) (models.Customer, error) {
	found, err := c.lockHeld(ctx, id)
	if err == nil && found.Archived() {
		return models.Customer{}, goneError(ctx, c.Queries, found, c.zone)
	}
	return found, err
}

// lockAll takes customers that are changed one after the other: lockCustomer and its like needn't read each by itself then, the first
// time.
func (c *change) lockAll(ctx context.Context, rows []models.TaskRow) (err error) {
	c.locked, err = c.LockCustomers(ctx, customersOf(rows))
	return err
}

// lock reads and locks a customer, unless that was done already.
func (c *change) lock(ctx context.Context, id int64) (models.Customer, error) {
	found, done := c.locked[id]
	if done {
		delete(c.locked, id) // what is changed is read anew
		return found, nil
	}
	return c.LockCustomer(ctx, id)
}

// lockHeld is lockCustomer for what may be done with archived customers too.
func (c *change) lockHeld(ctx context.Context, id int64) (models.Customer, error) {
	found, err := c.lockAny(ctx, id)
	if err == nil && found.Erased() {
		return models.Customer{}, erasedError(found, c.zone)
	}
	return found, err
}

// seen refuses a customer that was just read when the actor doesn't see it, with the words for one that isn't there. words are
// those by which somebody named it; "" says that it was asked for by its ID, which nobody is shown.
func seen(ctx context.Context, q store.Queries, actor models.Actor, found models.Customer, err error, words string) (models.Customer, error) {
	if err == nil && actor.OwnOnly && found.Owner != actor.ID && found.Owner != "" {
		var assigned bool
		if assigned, err = q.Assigned(ctx, found.ID, actor.ID); err == nil && !assigned {
			err = store.ErrNotFound
		}
	}
	switch {
	case !errors.Is(err, store.ErrNotFound):
		return found, err
	case words == "":
		return models.Customer{}, models.NotFound("error.customer_gone")
	}
	return models.Customer{}, customerNotFound(words)
}

// clean brings text into the form in which it is checked and kept. Every text that is saved comes through here, or through
// cleanValue.
func clean(text string) string { return key.Clean(text) }

// cleanValue is clean for a field of the customer, of which some hold more than text: a number, an address.
func cleanValue(field models.Field, value string) string {
	spec, _ := models.Customers.Find(field) // a custom field has no row of its own: its values are cleaned as any text
	return spec.Cleaned(value)
}

// checkUser refuses what isn't a user's ID at a field; "" is nobody.
func checkUser(field models.Field, id string) models.Errors {
	if id == "" || models.IsUser(id) {
		return nil
	}
	return models.Errors{models.Invalid(field, "error.unknown_user", "Value", models.Shorten(id, 50))}
}
