package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// MoveChannel lets everything that is kept of a channel be of the channel with another ID: conversations of tickets, requests that are nobody's yet, news of deals, and
// messages that are still to be sent, or to be looked for.
func (tx *Tx) MoveChannel(ctx context.Context, from, to string) error {
	for _, table := range []any{&models.Ticket{}, &models.TicketMessage{}, &models.Intake{}, &models.DealNews{}} {
		if err := tx.session(ctx).Model(table).Where("channel = ?", from).UpdateColumn("channel", to).Error; err != nil {
			return wrap("move what is kept of a channel", err)
		}
	}
	for _, column := range []string{"recipient", "channel"} {
		err := tx.session(ctx).Model(&models.OutboxMessage{}).
			Where("state IN ? AND "+column+" = ?", []models.OutboxState{models.OutboxPending, models.OutboxPosted, models.OutboxDead}, from).UpdateColumn(column, to).Error
		if err != nil {
			return wrap("move messages to a channel", err)
		}
	}
	return nil
}
