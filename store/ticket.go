package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// InsertTicket gives a new ticket its ID and code, the next in the row, and inserts it with the first row of its way through the states.
func (tx *Tx) InsertTicket(ctx context.Context, t *models.Ticket) error {
	number, err := tx.next(ctx, "ticket", 1)
	if err != nil {
		return err
	}
	t.ID, t.Code = 0, models.TicketCode(number)
	if t.AlertAt.IsZero() { // its times weren't counted
		t.AlertAt = lookAtOnce()
	}
	if err := tx.session(ctx).Create(t).Error; err != nil {
		return wrap("insert ticket", err)
	}
	return tx.InsertTicketMove(ctx, models.TicketMove{TicketID: t.ID, CustomerID: t.CustomerID, ToState: t.State, MovedBy: t.CreatedBy, MovedAt: t.RaisedAt})
}

// InsertTickets gives new tickets their IDs and codes, the next in the row, and inserts them with their ways through the states.
func (tx *Tx) InsertTickets(ctx context.Context, list []*models.Ticket, ways [][]models.TicketMove) error {
	if len(list) == 0 {
		return nil
	}
	first, err := tx.next(ctx, "ticket", len(list))
	if err != nil {
		return err
	}
	rows, into := make([]models.Ticket, len(list)), make(map[string]*int64, len(list))
	for i, t := range list {
		t.ID, t.Code = 0, models.TicketCode(first+int64(i))
		rows[i], into[t.Code] = *t, &t.ID
	}
	if err := createAll(tx.session(ctx), rows); err != nil {
		return wrap("insert tickets", err)
	}
	if err := tx.idsOf(ctx, "tickets", into); err != nil {
		return wrap("look up inserted tickets", err)
	}
	var moves []models.TicketMove
	for i, t := range list {
		for _, move := range ways[i] {
			move.ID, move.TicketID, move.CustomerID = 0, t.ID, t.CustomerID
			moves = append(moves, move)
		}
	}
	return wrap("insert states of tickets", createAll(tx.session(ctx), moves))
}

// UpdateTicket writes every field of a ticket but its code, whose it is, where its conversation is, who raised it and when. ErrStale when the stored version isn't
// previous.Version any more; t.Version should be greater.
func (tx *Tx) UpdateTicket(ctx context.Context, previous, t models.Ticket) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("*").Omit("ID", "Code", "CustomerID", "Channel", "Thread", "Answer", "CreatedBy", "CreatedAt").UpdateColumns(&t)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update ticket", ErrStale)
	}
	return wrap("update ticket", result.Error)
}

// DeleteTicket deletes a ticket with its way through the states and its conversation. The audit log keeps what it was; its code isn't given again.
func (tx *Tx) DeleteTicket(ctx context.Context, id int64) error {
	for _, belongs := range []any{&models.TicketMove{}, &models.TicketMessage{}} {
		if err := tx.session(ctx).Delete(belongs, "ticket_id = ?", id).Error; err != nil {
			return wrap("delete what belongs to a ticket", err)
		}
	}
	return wrap("delete ticket", tx.session(ctx).Delete(&models.Ticket{}, "id = ?", id).Error)
}

// InsertTicketMove adds a row to a ticket's way through the states.
func (tx *Tx) InsertTicketMove(ctx context.Context, move models.TicketMove) error {
	move.ID = 0
	return wrap("insert state of a ticket", tx.session(ctx).Create(&move).Error)
}

// TakeTicketMoveBack deletes the last row of a ticket's way through the states; ErrNotFound where that is the first.
func (tx *Tx) TakeTicketMoveBack(ctx context.Context, ticketID int64) error {
	moves, err := tx.TicketMoves(ctx, ticketID)
	if err == nil && len(moves) < 2 {
		err = wrap("take a state of a ticket back", ErrNotFound)
	}
	if err != nil {
		return err
	}
	return wrap("delete state of a ticket", tx.session(ctx).Delete(&models.TicketMove{}, "id = ?", moves[len(moves)-1].ID).Error)
}

// TicketMoves returns the way of a ticket through the states, oldest first.
func (q Queries) TicketMoves(ctx context.Context, ticketID int64) ([]models.TicketMove, error) {
	var list []models.TicketMove
	err := q.session(ctx).Where("ticket_id = ?", ticketID).Order("id").Find(&list).Error
	return list, wrap("list states of a ticket", err)
}

// Ticket returns a ticket; ErrNotFound when there is none.
func (q Queries) Ticket(ctx context.Context, id int64) (models.Ticket, error) {
	var t models.Ticket
	err := q.session(ctx).Take(&t, "id = ?", id).Error
	return t, wrap("read ticket", err)
}

// TicketByCode returns the ticket with a code; ErrNotFound when there is none.
func (q Queries) TicketByCode(ctx context.Context, code string) (models.Ticket, error) {
	var t models.Ticket
	err := q.session(ctx).Take(&t, "code = ?", code).Error
	return t, wrap("read ticket", err)
}

// TicketsByCodes returns the tickets that there are of some codes.
func (q Queries) TicketsByCodes(ctx context.Context, codes []string) (list []models.Ticket, err error) {
	if len(codes) == 0 {
		return nil, nil
	}
	err = q.session(ctx).Where("code IN ?", codes).Find(&list).Error
	return list, wrap("look up tickets", err)
}

// TicketsOfAll returns all tickets of some customers, in the order of their IDs.
func (q Queries) TicketsOfAll(ctx context.Context, customerIDs []int64) (list []models.Ticket, err error) {
	if len(customerIDs) == 0 {
		return nil, nil
	}
	err = q.session(ctx).Where("customer_id IN ?", customerIDs).Order("id").Find(&list).Error
	return list, wrap("list tickets of customers", err)
}

// TicketsOf returns at most limit tickets of a customer, those with something left to do first, then the latest, and how many there are in
// all.
func (q Queries) TicketsOf(ctx context.Context, customerID int64, limit int) (list []models.Ticket, total int, err error) {
	list = roomFor[models.Ticket](limit)
	err = q.session(ctx).Where("customer_id = ?", customerID).
		Order("CASE state WHEN 'open' THEN 0 WHEN 'waiting' THEN 1 ELSE 2 END, due_at, id DESC").Limit(limit).Find(&list).Error
	if err != nil {
		return nil, 0, wrap("list tickets of a customer", err)
	}
	count := int64(len(list))
	if len(list) == limit {
		err = q.session(ctx).Model(&models.Ticket{}).Where("customer_id = ?", customerID).Count(&count).Error
	}
	return list, int(count), wrap("count tickets of a customer", err)
}

// TicketIn returns the ticket whose conversation is a thread; ErrNotFound when there is none.
func (q Queries) TicketIn(ctx context.Context, channel, thread string) (models.Ticket, error) {
	var t models.Ticket
	err := q.session(ctx).Order("id DESC").Take(&t, "channel = ? AND thread = ?", channel, thread).Error
	return t, wrap("look for the ticket of a thread", err)
}
