package bot

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// farEvery is after how long somebody is shown how far the rest of an answer is, and how often that changes at most. Slack takes about fifty
// changes a minute of an app (docs.slack.dev/apis/web-api/rate-limits, tier 3).
const farEvery = 3 * time.Second

// progress is the message in the DM of who asked that shows how far the rest of an answer is.
type progress struct {
	bot     *Bot
	task    *task
	last    time.Time // when it changed last, or the rest was begun
	channel string
	ts      string // "" until it is posted
}

// show posts or changes the message, unless it did so a moment ago. That it can't be shown stops nothing.
func (p *progress) show(ctx context.Context, m surface.Message) {
	if time.Since(p.last) < p.bot.farEvery {
		return
	}
	p.last = time.Now()
	var err error
	if p.ts != "" {
		err = p.bot.web.update(ctx, p.channel, p.ts, m)
	} else if p.channel, err = p.bot.places.dm(ctx, p.task.req.User.ID); err == nil {
		p.channel, p.ts, err = p.bot.web.post(ctx, p.channel, "", m, speaking, always)
	}
	if err != nil {
		p.bot.log.Info("progress not shown", "error", err, "kind", p.task.req.Kind, "name", p.task.req.Name)
	}
}

// end takes the message away.
func (p *progress) end(ctx context.Context) {
	if p.ts == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), toldWithin) // also while the bot stops
	defer cancel()
	if err := p.bot.web.remove(ctx, p.channel, p.ts); err != nil {
		p.bot.log.Info("progress not taken away", "error", err)
	}
}
