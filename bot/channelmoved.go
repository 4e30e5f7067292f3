package bot

import (
	"context"
	"errors"

	"github.com/cenkalti/backoff/v5"

	"github.com/guanxi-crm/guanxi/models"
)

// channelMoved tells of a channel that has another ID from now on, as one that comes to be shared with another company
// (docs.slack.dev/reference/events/channel_id_changed). The event is acknowledged, so what fails is tried again for a while.
func (b *Bot) channelMoved(ctx context.Context, key, from, to string) {
	b.places.forgetNames()
	b.places.forget(from)
	if b.options.Followed == nil {
		return
	}
	b.working.Go(func() {
		_, err := backoff.Retry(ctx, func() (struct{}, error) {
			limited, cancel := context.WithTimeout(ctx, hearLimit)
			defer cancel()
			err := b.options.Followed.ChannelMoved(limited, key, from, to)
			if errors.Is(err, models.ErrAlreadyHandled) {
				err = nil
			}
			return struct{}{}, err
		}, backoff.WithBackOff(backoff.NewExponentialBackOff()), backoff.WithMaxElapsedTime(hearWithin))
		if err != nil {
			b.metrics.errors.WithLabelValues("channel").Inc()
			b.log.Error("a channel has another ID, which what is kept of it doesn't have", "error", err, "from", from, "to", to)
		}
	})
}
