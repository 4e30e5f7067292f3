package bot

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/guanxi-crm/guanxi/models"
)

// disturbFresh is how long it is believed whether somebody wants to be disturbed. The event dnd_updated_user, which reaches one process
// only, ends it sooner.
const disturbFresh = 2 * time.Minute

// statusFresh is after how long a status is looked up again: the event user_change reaches one process only.
const statusFresh = 5 * time.Minute

// undisturbed remembers until when people don't want to be disturbed.
type undisturbed struct {
	known *lru.Cache[string, disturbance]
}

type disturbance struct {
	until, at time.Time // until is zero for somebody who may be disturbed
}

func newUndisturbed() *undisturbed {
	known, _ := lru.New[string, disturbance](changesKept) // fails without a size only
	return &undisturbed{known}
}

func (u *undisturbed) forget(id string) { u.known.Remove(id) }

// There returns whether somebody is there to be given something to do at once: they are a person of the team's who may be disturbed now, and
// whose status doesn't say that they are away. Slack has no event about who sits at their desk, and says that somebody is away after ten
// idle minutes: that isn't asked. It comes from memory as Person does, but is looked up again in the background after five minutes; what
// concerns do-not-disturb holds for two. Where Slack can't be asked about that, a person counts as there. The error says that there is no
// such person, or that nobody can say.
func (b *Bot) There(ctx context.Context, userID string) (models.Presence, error) {
	user, err := b.people.get(ctx, userID)
	b.people.refreshStatus(ctx, userID)
	if err != nil {
		return models.Presence{Why: models.AbsentGone, Zone: b.options.Zone}, err
	}
	presence := models.Presence{Zone: user.Zone}
	now := b.options.Clock.Now()
	if user.Deleted || user.Bot || user.Stranger {
		presence.Why = models.AbsentGone
		return presence, nil
	}
	if presence.Why = user.status.away(now); presence.Why != "" {
		presence.Until = user.status.until
		return presence, nil
	}
	if until := b.disturbedUntil(ctx, userID); until.After(now) {
		presence.Why, presence.Until = models.AbsentDisturb, until
		return presence, nil
	}
	presence.There = true
	return presence, nil
}

// disturbedUntil returns until when somebody doesn't want to be disturbed; zero where they may be, and where Slack doesn't say.
func (b *Bot) disturbedUntil(ctx context.Context, userID string) time.Time {
	known, found := b.there.known.Get(userID)
	if age := time.Since(known.at); found && age < disturbFresh {
		return known.until
	}
	until, err := b.Disturb(ctx, []string{userID})
	if err != nil {
		b.log.Info("slack did not say whether somebody may be disturbed", "error", err, "user", userID) // and isn't asked again at once
	}
	b.there.known.Add(userID, disturbance{until[userID], time.Now()})
	return until[userID]
}
