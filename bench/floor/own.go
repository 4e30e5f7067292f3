package main

import (
	"context"
	"database/sql"
	"slices"
	"sync"

	"github.com/slack-go/slack"
)

// The reads of the team's own fields, as the bot makes them: the fields once, the values with each card.
const (
	ownFields = "SELECT id, label_en FROM custom_fields ORDER BY position, id"
	ownValues = "SELECT field_id, value FROM custom_values WHERE customer_id = ? ORDER BY field_id, place"
)

// own is the team's own fields, read once.
type own struct {
	once sync.Once
	list []ownField
	err  error
}

type ownField struct {
	id    int64
	label string
}

// showOwn is show for a team with fields of its own.
func (h *handler) showOwn(ctx context.Context, code string) (*slack.WebhookMessage, int64, error) {
	h.own.once.Do(func() {
		h.own.err = h.db.query(ctx, ownFields, func(rows *sql.Rows) error {
			var f ownField
			err := rows.Scan(&f.id, &f.label)
			h.own.list = append(h.own.list, f)
			return err
		})
	})
	found, err := h.customer(ctx, code)
	if err = firstError(err, h.own.err); err != nil {
		return nil, 0, err
	}
	message, err := h.card(ctx, found, "")
	if err != nil {
		return nil, 0, err
	}
	blocks, err := h.ownBlocks(ctx, found.ID)
	message.Blocks.BlockSet = slices.Insert(message.Blocks.BlockSet, 2, blocks...)
	return message, found.ID, err
}

// ownBlocks has the bot's blocks of a customer's values: ten a section.
func (h *handler) ownBlocks(ctx context.Context, id int64) ([]slack.Block, error) {
	values := map[int64]string{}
	err := h.db.query(ctx, ownValues, func(rows *sql.Rows) error {
		var field int64
		var value string
		err := rows.Scan(&field, &value)
		values[field] = value
		return err
	}, id)
	var blocks []slack.Block
	for some := range slices.Chunk(h.own.list, 10) {
		var texts []*slack.TextBlockObject
		for _, f := range some {
			texts = append(texts, mrkdwn("*"+f.label+"*\n"+values[f.id]))
		}
		blocks = append(blocks, slack.NewSectionBlock(nil, texts, nil))
	}
	return blocks, err
}
