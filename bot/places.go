package bot

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// places turns what configuration and people call a conversation into its channel ID, and remembers it.
type places struct {
	slack *caller
	mu    sync.Mutex
	dms   map[string]string // by user ID
	names map[string]string // by channel name without #
}

func newPlaces(c *caller) *places {
	return &places{slack: c, dms: map[string]string{}, names: map[string]string{}}
}

// resolve returns the channel ID of a channel ID, a "#name" or a user ID.
func (p *places) resolve(ctx context.Context, to string) (string, error) {
	switch {
	case strings.HasPrefix(to, "#"):
		return p.byName(ctx, strings.TrimPrefix(to, "#"))
	case strings.HasPrefix(to, "U"), strings.HasPrefix(to, "W"):
		return p.dm(ctx, to)
	}
	return to, nil
}

// dm is conversations.open.
func (p *places) dm(ctx context.Context, user string) (string, error) {
	if channel, known := p.known(p.dms, user); known {
		return channel, nil
	}
	var opened *slack.Channel
	err := p.slack.do(ctx, "conversations.open", "", reading, func(ctx context.Context) (err error) {
		opened, _, _, err = p.slack.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		return err
	})
	if err != nil {
		return "", err
	}
	p.remember(p.dms, user, opened.ID)
	return opened.ID, nil
}

// byName pages through conversations.list, since no method looks a name up.
func (p *places) byName(ctx context.Context, name string) (string, error) {
	if channel, known := p.known(p.names, name); known {
		return channel, nil
	}
	const method = "conversations.list"
	params := slack.GetConversationsParameters{
		ExcludeArchived: true, Limit: 1000, Types: []string{"public_channel", "private_channel"},
	}
	for {
		var page []slack.Channel
		var next string
		err := p.slack.do(ctx, method, "", reading, func(ctx context.Context) (err error) {
			page, next, err = p.slack.api.GetConversationsContext(ctx, &params)
			return err
		})
		if err != nil {
			return "", err
		}
		for _, channel := range page {
			if channel.Name == name {
				p.remember(p.names, name, channel.ID)
				return channel.ID, nil
			}
		}
		if next == "" {
			return "", newPostError(method, slack.SlackErrorResponse{Err: "channel_not_found"})
		}
		params.Cursor = next
	}
}

// forgetNames makes the next look-up by name ask Slack again, since a channel was renamed, archived or deleted.
func (p *places) forgetNames() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.names)
}

func (p *places) known(in map[string]string, key string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	value, ok := in[key]
	return value, ok
}

func (p *places) remember(in map[string]string, key, value string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	in[key] = value
}

// Place returns a channel, by its ID or "#name", as the bot sees it (conversations.info); one that doesn't exist, or that
// the bot may not know of, is the zero Place.
func (b *Bot) Place(ctx context.Context, channel string) (models.Place, error) {
	var found *slack.Channel
	id, err := b.places.resolve(ctx, channel)
	if err == nil {
		found, err = b.channelInfo(ctx, id)
	}
	var refused *PostError
	switch {
	case errors.As(err, &refused) && refused.Permanent():
		return models.Place{}, nil
	case err != nil:
		return models.Place{}, err
	}
	return models.Place{ID: found.ID, Name: found.Name, In: found.IsMember, Archived: found.IsArchived}, nil
}

func (b *Bot) channelInfo(ctx context.Context, id string) (found *slack.Channel, err error) {
	err = b.slack.do(ctx, "conversations.info", "", reading, func(ctx context.Context) (err error) {
		found, err = b.slack.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		return err
	})
	return found, err
}
