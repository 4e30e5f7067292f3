package bot

import (
	"context"
	"encoding/json"

	"github.com/slack-go/slack"
)

// personChanged handles the event user_change. The next look-up of the person asks Slack. When the person may have lost
// access, their App Home is checked. Most of these events are about a status text, and take nothing from anybody.
func (b *Bot) personChanged(ctx context.Context, id string, raw json.RawMessage) {
	before, known := b.people.cached(id)
	b.people.forget(id)
	var changed slack.User
	self := b.identity.cached()
	if json.Unmarshal(raw, &changed) != nil || changed.ID == "" || self == nil {
		return
	}
	after := b.people.user(&changed, self)
	outside := after.Guest || after.Stranger || after.Deleted
	if after.Bot || !outside && (!known || before.Admin == after.Admin) {
		return
	}
	b.working.Go(func() { b.lookAtHome(ctx, after) })
}

// rightsChanged checks the App Home of a person whose rights were changed here.
func (b *Bot) rightsChanged(ctx context.Context, id string) {
	user, err := b.people.get(ctx, id)
	if err != nil {
		b.log.Warn("App Home not looked at", "error", err, "user", id)
		return
	}
	b.lookAtHome(ctx, user)
}

// lookAtHome removes from a person's App Home what they may not see any more.
func (b *Bot) lookAtHome(ctx context.Context, user User) {
	if b.options.Router.onChange == nil || user.Bot {
		return
	}
	home, err := b.options.Router.onChange(ctx, user)
	if err == nil && home != nil {
		err = b.web.publish(ctx, user.ID, *home)
	}
	if err != nil {
		b.log.Warn("App Home not closed", "error", err, "user", user.ID)
	}
}
