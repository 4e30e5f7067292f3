package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/views"
)

// filesAtOnce is how many files are made at the same time by one process: a workbook of many customers is work.
const filesAtOnce = 2

// Spooled waits for a turn and lets a file be written. It is closed where nothing stands in it.
func (c *Frame) Spooled(ctx context.Context, write func(to *bot.Spool) (int, error)) (spool *bot.Spool, total int, err error) {
	select {
	case c.making <- struct{}{}:
		defer func() { <-c.making }()
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
	if spool, err = bot.NewSpool(); err != nil {
		return nil, 0, err
	}
	if total, err = write(spool); err != nil || total == 0 {
		_ = spool.Close()
	}
	return spool, total, err
}

// rowsFar is after how many rows of a file it is said how many there are.
const rowsFar = 500

// RowsFar says, where there is somebody to say it to, how many rows of a file are written.
func RowsFar(p *i18n.Printer, far bot.Far) func(rows int) {
	return func(rows int) {
		if far != nil && rows%rowsFar == 0 {
			far(views.Notice("⏳ " + p.Count("notice.rows_written", rows)))
		}
	}
}
