package store

import (
	"context"

	"gorm.io/gorm/clause"
)

// ticketTurn is when somebody got a ticket in turn last, in the order of turns.
type ticketTurn struct {
	UserID string `gorm:"primaryKey"`
	Turn   int64
}

// NextTurn returns which of some people gets the next ticket: who never got one, in their order, else who got one longest ago. It counts as given;
// until the transaction ends nobody else is asked for.
func (tx *Tx) NextTurn(ctx context.Context, people []string) (string, error) {
	turn, err := tx.next(ctx, "ticket_turn", 1)
	if err != nil || len(people) == 0 {
		return "", err
	}
	var known []ticketTurn
	if err := tx.session(ctx).Where("user_id IN ?", people).Find(&known).Error; err != nil {
		return "", wrap("look whose turn it is", err)
	}
	last := map[string]int64{}
	for _, k := range known {
		last[k.UserID] = k.Turn
	}
	next := people[0]
	for _, person := range people {
		if last[person] < last[next] {
			next = person
		}
	}
	err = tx.session(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "user_id"}}, DoUpdates: clause.AssignmentColumns([]string{"turn"})}).
		Create(&ticketTurn{UserID: next, Turn: turn}).Error
	return next, wrap("note whose turn it was", err)
}
