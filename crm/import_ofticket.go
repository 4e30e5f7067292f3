package crm

import (
	"cmp"
	"context"
	"maps"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// A ticket of a file happened elsewhere: it comes in with its own times, or isn't taken. Nobody is told of it, and nobody is asked how it was.

// ticketRow takes what a row that is a ticket says of it besides its fields as they stand: without a subject it is called as its text begins. Its
// times come one after the other.
func (p *preparer) ticketRow(r *importedRow, leave leaving) {
	of := r.record
	if of.set[models.FieldTicketSubject] == "" {
		if subject := models.SubjectOfText(of.set[models.FieldTicketText]); subject != "" {
			of.set[models.FieldTicketSubject] = subject
		}
	}
	raised := of.at[models.FieldRaisedAt]
	for _, field := range []models.Field{models.FieldRespondedAt, models.FieldSolvedAt, models.FieldTicketClosedAt} {
		at, given := of.at[field]
		if !given {
			continue
		}
		before := raised
		if field == models.FieldTicketClosedAt {
			if solved, also := of.at[models.FieldSolvedAt]; also {
				before = solved
			}
		}
		switch day := before.exact > at.exact || at.exact > before.exact; {
		case before.IsZero() || !at.Before(before.Time):
		case day && at.Add(max(at.exact, before.exact)/2).After(before.Time): // of one of them only the day is known
			of.at[field] = rowTime{before.Time, at.exact}
		default:
			leave(of.of.Gives(field), models.Invalid(field, "error.import_time"))
			delete(of.at, field)
		}
	}
	scratch := models.Ticket{Subject: cmp.Or(of.code, "x"), Priority: models.PriorityNormal, State: models.TicketOpen, Custom: map[models.Field]string{}}
	checkRecord(p, r, models.Tickets, &scratch, models.FieldTicketSubject, func() models.Errors { return scratch.Validate(nil, p.rules) }, leave)
}

// ticketRows are rows that are tickets. A ticket is known again by its subject and when it was raised; where a row doesn't say when, it is the one
// of that subject with something left to do, else one that is done.
type ticketRows struct{}

func (ticketRows) words() rowWords {
	return rowWords{of: "error.import_ticket_of", several: "error.import_tickets_several", there: "error.import_ticket_there", again: "error.import_ticket_again"}
}

func (ticketRows) coded(ctx context.Context, q store.Queries, codes []string) ([]held, error) {
	list, err := q.TicketsByCodes(ctx, codes)
	return heldAll(list, heldTicket), err
}

func (ticketRows) ofCustomers(ctx context.Context, q store.Queries, ids []int64) ([]held, error) {
	list, err := q.TicketsOfAll(ctx, ids)
	return heldAll(list, heldTicket), err
}

func heldTicket(t models.Ticket) held { return held{t.ID, t.Code, t.CustomerID, t} }

func (ticketRows) key(row *importedRow, _ around) string {
	subject := titleKey(row.record.set[models.FieldTicketSubject])
	if at, given := row.record.at[models.FieldRaisedAt]; given && subject != "" {
		subject += "\x00" + at.Format(models.ImportedTime)
	}
	return subject
}

func (ticketRows) is(row *importedRow, list []held, _ around, _ int64) (_ held, several bool) {
	var open, done []held
	subject := titleKey(row.record.set[models.FieldTicketSubject])
	raised, said := row.record.at[models.FieldRaisedAt]
	for _, other := range list {
		switch t := other.record.(models.Ticket); {
		case subject == "" || titleKey(t.Subject) != subject, said && !raised.same(t.RaisedAt):
		case t.State.Undone():
			open = append(open, other)
		default:
			done = append(done, other)
		}
	}
	for _, fit := range [][]held{open, done} {
		if len(fit) > 0 {
			return fit[0], len(fit) > 1
		}
	}
	return held{}, false
}

// missing refuses a ticket without a subject, and one that is done of which the file doesn't say since when and until when it was open.
func (ticketRows) missing(row *importedRow, _ around) *models.Error {
	of := row.record
	if of.set[models.FieldTicketSubject] == "" {
		return models.Invalid(models.ImportTickets.Gives(models.FieldTicketSubject), "error.required", "Field", models.FieldTicketSubject)
	}
	if of.over() && (of.at[models.FieldRaisedAt].IsZero() || of.doneAt().IsZero()) {
		return models.Invalid(models.ImportTickets.Gives(models.FieldTicketState), "error.import_ticket_undated")
	}
	return nil
}

// doneAt is when a ticket that is done was solved: when it was closed, where the row only says that. The zero time where it says neither.
func (d *rowRecord) doneAt() rowTime {
	if at, given := d.at[models.FieldSolvedAt]; given {
		return at
	}
	return d.at[models.FieldTicketClosedAt]
}

// as is a ticket as a row says that it is. Its times are what happened here, and it is moved by people, who are counted for it.
func (ticketRows) as(c *change, row *importedRow, current held, _ around, contact int64) proposed {
	t := current.record.(models.Ticket)
	var left models.Errors
	if state := models.TicketState(row.record.set[models.FieldTicketState]); state != "" && state != t.State {
		left = append(left, models.Invalid(models.ImportTickets.Gives(models.FieldTicketState), "error.import_ticket_state", "Code", t.Code))
	}
	next := t
	next.Custom = maps.Clone(t.Custom)
	setRecord(models.Tickets, row.record, &next)
	if contact != 0 {
		next.ContactID = contact
	}
	return proposed{heldTicket(next), left, next.Validate(&t, c.rules), models.Tickets.With(c.rules.Further).Changes(&t, &next)}
}

func (ticketRows) save(ctx context.Context, c *change, row *importedRow, current held, at around, contact int64) (held, error) {
	fresh, err := c.Ticket(ctx, current.id) // as it is now that its customer is locked
	if err != nil {
		return held{}, err
	}
	want := ticketRows{}.as(c, row, heldTicket(fresh), at, contact)
	if err := want.wrong.Err(); err != nil {
		return held{}, err
	}
	next := want.next.record.(models.Ticket)
	c.quiet = true
	defer func() { c.quiet = false }()
	err = c.saveTicket(ctx, fresh, &next, c.at)
	return heldTicket(next), err
}

func (ticketRows) insert(ctx context.Context, c *change, customer models.Customer, row *importedRow, _ around, contact int64) (held, error) {
	t, way := c.importedTicket(row.record, customer, contact)
	if err := c.insertTickets(ctx, []*models.Ticket{t}, [][]models.TicketMove{way}); err != nil {
		return held{}, err
	}
	c.noteTicket(*t)
	return heldTicket(*t), nil
}

func (ticketRows) first(ctx context.Context, c *change, list []*newcomer, _ around) error {
	tickets, ways := make([]*models.Ticket, len(list)), make([][]models.TicketMove, len(list))
	for i, n := range list {
		tickets[i], ways[i] = c.importedTicket(n.record, n.Customer, firstContact(n.Customer))
		n.note = func() { c.noteTicket(*tickets[i]) }
	}
	return c.insertTickets(ctx, tickets, ways)
}

func (ticketRows) after(context.Context, *change, models.Customer) error { return nil }

// importedTicket is the new ticket of a customer that a row tells of, with its way through the states.
func (c *change) importedTicket(of *rowRecord, customer models.Customer, contact int64) (*models.Ticket, []models.TicketMove) {
	t := &models.Ticket{
		CustomerID: customer.ID, Priority: models.PriorityNormal, State: models.TicketOpen, ContactID: contact, Custom: map[models.Field]string{}, Version: 1,
		RaisedAt: c.at, CreatedBy: c.op.Actor.ID, CreatedAt: c.at, UpdatedBy: c.op.Actor.ID, UpdatedAt: c.at,
	}
	setRecord(models.Tickets, of, t)
	if at, given := of.at[models.FieldRaisedAt]; given {
		t.RaisedAt = at.Time
	}
	if at, given := of.at[models.FieldRespondedAt]; given && !at.Before(t.RaisedAt) {
		answered := at.Time
		t.RespondedAt = &answered
	}
	state := models.TicketState(of.set[models.FieldTicketState])
	move := func(from, to models.TicketState, at rowTime) models.TicketMove {
		return models.TicketMove{CustomerID: customer.ID, FromState: from, ToState: to, MovedBy: c.op.Actor.ID, MovedAt: at.Time}
	}
	way := []models.TicketMove{move("", models.TicketOpen, rowTime{Time: t.RaisedAt})}
	switch state {
	case models.TicketWaiting: // since when isn't known: of no time it is known that it was open
		way[0].ToState = state
	case models.TicketSolved, models.TicketClosed:
		t.Satisfaction, t.SatisfiedBy = models.Satisfaction(of.set[models.FieldSatisfaction]), of.set[models.FieldSatisfiedBy]
		done := of.doneAt()
		way = append(way, move(models.TicketOpen, models.TicketSolved, done))
		if state == models.TicketClosed {
			closed := of.at[models.FieldTicketClosedAt]
			if closed.IsZero() {
				closed = done
			}
			way = append(way, move(models.TicketSolved, state, closed))
		}
	}
	t.Follow(way)
	t.Alerts(c.of.team.Service, way, c.at) // what is over already counts as told
	return t, way
}

// insertTickets inserts tickets with their ways through the states.
func (c *change) insertTickets(ctx context.Context, list []*models.Ticket, ways [][]models.TicketMove) error {
	var tags []*string
	for _, t := range list {
		tags = append(tags, &t.Tags)
	}
	if err := c.useTags(ctx, tags...); err != nil {
		return err
	}
	return c.InsertTickets(ctx, list, ways)
}

// noteTicket notes in the audit log that a ticket came in, with when that was and what was answered, which a file says.
func (c *change) noteTicket(t models.Ticket) {
	c.noteChanges(models.EntityTicket, t.ID, t.Version, models.ActionCreate, models.Tickets.Changes(&models.Ticket{}, &t))
	for _, field := range []models.Field{models.FieldRaisedAt, models.FieldRespondedAt, models.FieldSatisfaction, models.FieldSatisfiedBy} {
		if value := t.Get(field); value != "" {
			c.note(models.EntityTicket, t.ID, t.Version, models.ActionCreate, field, "", value)
		}
	}
}
