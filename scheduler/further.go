package scheduler

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// A message that is too long for Slack goes out in pages. Each page is an outbox message of its own, under a key of its own, so
// that it stands once by the same rules as any other. Which part of the message it is isn't decided before the page before it is
// recorded: what that one told stands in its metadata, so that whoever records it knows, and the next page tells the rest.

// nextPage is the page that follows a message which has told a part; none where told is empty.
func (s *Scheduler) nextPage(m models.OutboxMessage, told []string, now time.Time) []models.OutboxMessage {
	p, err := payloadOf(m)
	if len(told) == 0 || err != nil { // a payload that can't be read was never sent
		return nil
	}
	key := wholeKey(m)
	p.Of, p.Page, p.Before, p.Told = cmp.Or(p.Of, m.Kind), max(p.Page, 1)+1, append(p.Before, told...), nil
	page := s.message(models.ToldFurther, m.Recipient, fmt.Sprintf("%s+%d", key, p.Page), p)
	page.CreatedAt, page.NotBefore = now, now
	return []models.OutboxMessage{page}
}

// wholeKey is the key of the message of which another is a page; of a first page it is its own.
func wholeKey(m models.OutboxMessage) string {
	if at := strings.LastIndexByte(m.DedupeKey, '+'); m.Kind == models.ToldFurther && at >= 0 {
		return m.DedupeKey[:at]
	}
	return m.DedupeKey
}

// tellFurther tells what the pages before have not.
func (s *Scheduler) tellFurther(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	tell, known := s.tellers[p.Of]
	if !known || p.Of == models.ToldFurther { // a newer process knows it
		return Message{}, false, fmt.Errorf("page of an unknown kind %q", p.Of)
	}
	whole := *m
	whole.Kind, whole.DedupeKey = p.Of, wholeKey(*m)
	message, say, err := tell(ctx, &whole, p)
	m.Payload = whole.Payload
	message.Page, message.Before = p.Page, p.Before
	return message, say, err
}
