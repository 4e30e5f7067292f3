package scheduler

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// reportBook is the message with the workbook of a report that was posted: it stands in the report's thread, and goes into the outbox with the record of
// the report. Its key says which thread that is (models.BookKey).
func (s *Scheduler) reportBook(m models.OutboxMessage, now time.Time) []models.OutboxMessage {
	p, err := payloadOf(m)
	_, is := reportKindOf(m.Kind)
	if !s.Workbooks || !is || m.TS == "" || err != nil { // a payload that can't be read was never sent
		return nil
	}
	p.Of, p.Thread = m.Kind, m.TS
	book := s.message(models.ToldReportBook, m.Recipient, models.BookKey(m.Recipient, m.TS), p)
	book.CreatedAt, book.NotBefore = now, now
	return []models.OutboxMessage{book}
}

// tellReportBook makes the report anew, for its workbook.
func (s *Scheduler) tellReportBook(ctx context.Context, m *models.OutboxMessage, p payload) (Message, bool, error) {
	report := *m
	report.Kind = p.Of
	message, say, err := s.tellReport(ctx, &report, p)
	message.Kind, message.Thread = models.ToldReportBook, p.Thread
	return message, say, err
}
