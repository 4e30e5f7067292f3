package bot

import (
	"context"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// UpdateMessage replaces a message the bot has posted. The error is a *PostError.
func (b *Bot) UpdateMessage(ctx context.Context, channel, ts string, c surface.Message) error {
	return b.web.update(ctx, channel, ts, c)
}
