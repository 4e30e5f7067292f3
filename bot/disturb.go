package bot

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

// disturbAtOnce is how many people one dnd.teamInfo takes (docs.slack.dev/reference/methods/dnd.teamInfo).
const disturbAtOnce = 50

// asking is the patience of calls whose answer is not needed.
var asking = patience{tries: 1, timeout: 3 * time.Second}

// Disturb returns until when people don't want to be disturbed, by user ID: people in do-not-disturb hours, or, when one
// person is asked for, with notifications paused. People who may be disturbed are left out. An error comes with the
// answers that were had.
func (b *Bot) Disturb(ctx context.Context, ids []string) (map[string]time.Time, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	now := b.options.Clock.Now()
	until := map[string]time.Time{}
	if len(ids) == 1 { // only here does Slack tell of paused notifications
		status, err := b.web.disturbed(ctx, ids[0])
		if err == nil {
			note(until, ids[0], *status, now)
		}
		return until, err
	}
	for some := range slices.Chunk(ids, disturbAtOnce) {
		err := b.web.do(ctx, "dnd.teamInfo", "", asking, func(ctx context.Context) error {
			found, err := b.web.api.GetDNDTeamInfoContext(ctx, some)
			for id, status := range found {
				note(until, id, status, now)
			}
			return err
		})
		if err != nil {
			return until, err
		}
	}
	return until, nil
}

func (c *caller) disturbed(ctx context.Context, id string) (status *slack.DNDStatus, err error) {
	err = c.do(ctx, "dnd.info", "", asking, func(ctx context.Context) (err error) {
		status, err = c.api.GetDNDInfoContext(ctx, &id)
		return err
	})
	return status, err
}

// note adds a person who is in do-not-disturb now.
func note(until map[string]time.Time, id string, status slack.DNDStatus, now time.Time) {
	begin, end := time.Unix(int64(status.NextStartTimestamp), 0), time.Unix(int64(status.NextEndTimestamp), 0)
	if status.Enabled && !now.Before(begin) && now.Before(end) {
		until[id] = end
	}
	if paused := time.Unix(int64(status.SnoozeEndTime), 0); status.SnoozeEnabled && paused.After(now) && paused.After(until[id]) {
		until[id] = paused
	}
}
