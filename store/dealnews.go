package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// NoteDealNews notes steps of deals that a channel is to hear of, in the transaction that makes them, and puts a message into the outbox that
// tells them. Where one waits that nobody has taken, it tells these as well: it is kept from being taken until the transaction ends.
func (tx *Tx) NoteDealNews(ctx context.Context, channel string, news []models.DealNews, at time.Time) error {
	if len(news) == 0 {
		return nil
	}
	key, made, err := tx.newsMessage(ctx, channel, news[0], instant(at))
	if err != nil {
		return err
	}
	for i := range news {
		news[i].ID, news[i].Channel, news[i].Message = 0, channel, key
	}
	if err := createAll(tx.session(ctx), news); err != nil {
		return wrap("note news of deals", err)
	}
	return tx.Enqueue(ctx, made...)
}

// newsMessage finds the message that tells a channel next, or makes one.
func (tx *Tx) newsMessage(ctx context.Context, channel string, first models.DealNews, at time.Time) (key string, made []models.OutboxMessage, err error) {
	var keys []string
	if err := tx.session(ctx).Raw("SELECT message FROM deal_news WHERE channel = ? ORDER BY id DESC LIMIT 1", channel).Scan(&keys).Error; err != nil {
		return "", nil, wrap("look what a channel hears next", err)
	}
	notBefore := at.Add(models.DealNewsHold)
	if len(keys) > 0 {
		var last []models.OutboxMessage
		if err := tx.session(ctx).Raw("SELECT * FROM outbox WHERE dedupe_key = ?"+tx.dialect.share, keys[0]).Scan(&last).Error; err != nil {
			return "", nil, wrap("look what a channel hears next", err)
		}
		for _, m := range last {
			if m.State == models.OutboxPending && m.ClaimedUntil == nil && m.Attempts == 0 {
				return m.DedupeKey, nil, nil
			}
			told := at // it is being told
			if m.SentAt != nil {
				told = *m.SentAt
			}
			if m.SentAt != nil && m.TS == "" || told.After(at) { // it said nothing, or by a clock that was ahead
				continue
			}
			if apart := told.Add(models.DealNewsApart); apart.After(notBefore) {
				notBefore = apart
			}
		}
	}
	key = fmt.Sprintf("%s:%s:%d:%d", models.ToldDeals, channel, first.DealID, at.UnixMicro())
	return key, []models.OutboxMessage{{
		DedupeKey: key, Kind: models.ToldDeals, Recipient: channel, Payload: fmt.Sprintf(`{"at":%d}`, at.Unix()), State: models.OutboxPending, NotBefore: notBefore, CreatedAt: at,
	}}, nil
}

// DealNews returns what a message tells a channel of deals, in the order in which it happened. What other messages to the channel would tell
// that wait, of people who moved deals at the same moment, this one tells from now on. The channel's messages are taken one by one.
func (s *Store) DealNews(ctx context.Context, channel, message string) (list []models.DealNews, err error) {
	err = s.Tx(ctx, func(tx *Tx) error {
		var others []string
		err := tx.session(ctx).Raw("SELECT dedupe_key FROM outbox WHERE state = ? AND recipient = ? AND kind = ? AND attempts = 0 AND claimed_until IS NULL AND dedupe_key <> ?",
			models.OutboxPending, channel, models.ToldDeals, message).Scan(&others).Error
		if err != nil {
			return wrap("look what else a channel is to hear", err)
		}
		if len(others) > 0 {
			if err := tx.session(ctx).Exec("UPDATE deal_news SET message = ? WHERE message IN ?", message, others).Error; err != nil {
				return wrap("put news of deals together", err)
			}
		}
		list = nil
		return wrap("read news of deals", tx.session(ctx).Where("message = ?", message).Order("moved_at, id").Find(&list).Error)
	})
	return list, err
}

// pruneDealNews deletes at most limit steps that are older than an instant: whoever was to hear of them has.
func (s *Store) pruneDealNews(ctx context.Context, before time.Time, limit int) error {
	var ids []int64
	if err := s.session(ctx).Model(&models.DealNews{}).Where("moved_at < ?", before).Order("moved_at").Limit(limit).Pluck("id", &ids).Error; err != nil {
		return wrap("list old news of deals", err)
	}
	for batch := range slices.Chunk(ids, 500) {
		err := s.retry(ctx, func() error { return s.write.WithContext(ctx).Where("id IN ?", batch).Delete(&models.DealNews{}).Error })
		if err != nil {
			return wrap("forget old news of deals", err)
		}
	}
	return nil
}

// DealsByID returns deals by their IDs; those that are gone are left out.
func (q Queries) DealsByID(ctx context.Context, ids []int64) (map[int64]models.Deal, error) {
	found := map[int64]models.Deal{}
	for some := range slices.Chunk(ids, rowsAtOnce) {
		var list []models.Deal
		if err := q.session(ctx).Where("id IN ?", some).Find(&list).Error; err != nil {
			return nil, wrap("read deals", err)
		}
		for _, d := range list {
			found[d.ID] = d
		}
	}
	return found, nil
}

// StageMovesOf returns the ways of some deals through the stages, by deal, oldest first.
func (q Queries) StageMovesOf(ctx context.Context, deals []int64) (map[int64][]models.StageMove, error) {
	found := map[int64][]models.StageMove{}
	for some := range slices.Chunk(deals, rowsAtOnce) {
		var list []models.StageMove
		if err := q.session(ctx).Where("deal_id IN ?", some).Order("moved_at, id").Find(&list).Error; err != nil {
			return nil, wrap("list stages of deals", err)
		}
		for _, move := range list {
			found[move.DealID] = append(found[move.DealID], move)
		}
	}
	return found, nil
}
