package bot

import "context"

// UpdateMessage replaces a message the bot has posted. The error is a *PostError.
func (b *Bot) UpdateMessage(ctx context.Context, channel, ts string, c Content) error {
	return b.web.update(ctx, channel, ts, c)
}
