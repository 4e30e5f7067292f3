package bot

import (
	"context"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// places turns the names of conversations into channel IDs, and remembers them. Names come from the configuration and
// from people.
type places struct {
	web   *caller
	log   *slog.Logger
	kept  Followed // nil for none
	mu    sync.Mutex
	dms   map[string]string    // by user ID
	names map[string]named     // by channel name without #
	seen  map[string]seenPlace // by channel ID
}

// How long a look-up is believed. What a channel is shared with decides what is posted there, and the event that tells
// of a change reaches one process only.
const (
	placeFresh = time.Minute
	nameFresh  = 10 * time.Minute
	placesKept = 1000
)

type named struct {
	id string
	at time.Time
}

type seenPlace struct {
	place models.Place
	at    time.Time
}

func newPlaces(c *caller, kept Followed, log *slog.Logger) *places {
	return &places{web: c, kept: kept, log: log, dms: map[string]string{}, names: map[string]named{}, seen: map[string]seenPlace{}}
}

// resolve returns the channel ID of a channel ID, a "#name" that is configured, or a user ID.
func (p *places) resolve(ctx context.Context, to string) (string, error) {
	switch {
	case strings.HasPrefix(to, "#"):
		return p.followed(ctx, strings.TrimPrefix(to, "#"))
	case strings.HasPrefix(to, "U"), strings.HasPrefix(to, "W"):
		return p.dm(ctx, to)
	}
	return to, nil
}

// followed returns the channel that a name was found as first, as long as it is there, whatever it is called now.
func (p *places) followed(ctx context.Context, name string) (string, error) {
	if p.kept == nil {
		return p.byName(ctx, name)
	}
	known, err := p.kept.ChannelFollowed(ctx, name)
	if err != nil {
		p.log.Warn("a channel goes by its name, not by what it was", "channel", name, "error", err)
	}
	if known != "" {
		place, err := p.get(ctx, known)
		if err != nil || place.ID != "" && !place.Archived {
			return known, err
		}
	}
	id, err := p.byName(ctx, name)
	if err != nil || id == known {
		return id, err
	}
	if err := p.kept.FollowChannel(ctx, name, id); err != nil {
		p.log.Warn("a channel isn't followed when it is renamed", "channel", name, "error", err)
	}
	return id, nil
}

// dm is conversations.open.
func (p *places) dm(ctx context.Context, user string) (string, error) {
	if channel, known := p.knownDM(user); known {
		return channel, nil
	}
	var opened *slack.Channel
	err := p.web.do(ctx, "conversations.open", "", reading, func(ctx context.Context) (err error) {
		opened, _, _, err = p.web.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		return err
	})
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dms[user] = opened.ID
	return opened.ID, nil
}

// byName pages through conversations.list, since no method looks a name up.
func (p *places) byName(ctx context.Context, name string) (string, error) {
	if channel, known := p.knownName(name); known {
		return channel, nil
	}
	const method = "conversations.list"
	params := slack.GetConversationsParameters{
		ExcludeArchived: true, Limit: 1000, Types: []string{"public_channel", "private_channel"},
	}
	for {
		var page []slack.Channel
		var next string
		err := p.web.do(ctx, method, "", reading, func(ctx context.Context) (err error) {
			page, next, err = p.web.api.GetConversationsContext(ctx, &params)
			return err
		})
		if err != nil {
			return "", err
		}
		for _, channel := range page {
			if channel.Name == name {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.names[name] = named{channel.ID, time.Now()}
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

func (p *places) knownDM(user string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	channel, ok := p.dms[user]
	return channel, ok
}

func (p *places) knownName(name string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	found, ok := p.names[name]
	return found.id, ok && time.Since(found.at) < nameFresh
}

// Place returns a channel, by its ID or "#name", as the bot sees it (conversations.info), or saw it a minute ago; one that
// doesn't exist, or that the bot may not know of, is the zero Place.
func (b *Bot) Place(ctx context.Context, channel string) (models.Place, error) {
	name, named := strings.CutPrefix(channel, "#")
	if !named {
		return b.places.get(ctx, channel)
	}
	id, err := b.places.byName(ctx, name)
	if err != nil {
		return models.Place{}, unlessUnknown(err)
	}
	return b.places.get(ctx, id)
}

// unlessUnknown drops the error that says that the bot can't see a channel.
func unlessUnknown(err error) error {
	if failureOf(err).Permanent() {
		return nil
	}
	return err
}

// get is conversations.info.
func (p *places) get(ctx context.Context, id string) (models.Place, error) {
	if known, ok := p.fresh(id); ok {
		return known, nil
	}
	var found *slack.Channel
	err := p.web.do(ctx, "conversations.info", "", reading, func(ctx context.Context) (err error) {
		found, err = p.web.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		return err
	})
	if err != nil {
		return models.Place{}, unlessUnknown(err)
	}
	place := placeOf(found)
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.seen) >= placesKept {
		maps.DeleteFunc(p.seen, func(_ string, s seenPlace) bool { return time.Since(s.at) >= placeFresh })
	}
	p.seen[id] = seenPlace{place, time.Now()}
	return place, nil
}

// placeOf describes a channel. A channel that is shared within the same Enterprise Grid is the company's own; one that
// is shared in a way without a name is not (docs.slack.dev/apis/slack-connect,
// docs.slack.dev/reference/objects/conversation-object).
func placeOf(c *slack.Channel) models.Place {
	return models.Place{
		ID: c.ID, Name: c.Name, In: c.IsMember, Archived: c.IsArchived,
		Outside: c.IsExtShared || c.IsPendingExtShared || len(c.PendingShared) > 0 || c.IsShared && !c.IsOrgShared,
	}
}

func (p *places) fresh(id string) (models.Place, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.seen[id]
	return known.place, ok && time.Since(known.at) < placeFresh
}

// forget makes the next look at a channel ask Slack again, since the channel has changed.
func (p *places) forget(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.seen, id)
}

// ForgetPlaces makes the next look at each channel ask Slack again: what was seen for another purpose decides nothing.
func (b *Bot) ForgetPlaces() {
	b.places.mu.Lock()
	defer b.places.mu.Unlock()
	clear(b.places.seen)
}

// outside notes what an event says: people of another company are in a channel.
func (p *places) outside(id string) {
	if known, ok := p.fresh(id); ok && !known.Outside {
		p.forget(id)
	}
}

// mayPost reports whether something about customers may be posted to a channel for all to see. It may not where people
// of another company read it, nor where the bot can't see who reads it.
func (b *Bot) mayPost(ctx context.Context, channel string) (bool, error) {
	place, err := b.places.get(ctx, channel)
	return err == nil && place.ID != "" && !place.Outside, err
}
