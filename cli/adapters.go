package cli

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/scheduler"
)

// poster lets the scheduler post through the bot, in the words of the features.
type poster struct {
	bot   *bot.Bot
	frame *commands.Frame
}

func (p poster) Post(ctx context.Context, to string, m scheduler.Message, key string, stillClaimed func() error) (posted scheduler.Posted, err error) {
	files, err := p.frame.Attached(ctx, m.Kind, m.Value, m.To.Locale, m.To.Zone)
	if err != nil {
		return posted, err
	}
	if files != nil {
		defer files.Close()
		posted.Channel, posted.TS, err = p.bot.PostFiles(ctx, to, m.Thread, *files, stillClaimed)
		if bot.MayNotUpload(err) { // what they belong to is told without them
			return scheduler.Posted{}, nil
		}
		return posted, err
	}
	page, err := p.frame.Page(m.Kind, m.Value, m.To.Locale, m.To.Zone, m.Page, m.Before)
	if err != nil || page.Text == "" {
		return posted, err
	}
	if m.Open {
		posted.Channel = to
		posted.TS, err = p.bot.PostThread(ctx, to, m.Thread, page, key, stillClaimed)
		return posted, err
	}
	posted.Channel, posted.TS, err = p.bot.Post(ctx, to, page, key, stillClaimed)
	if page.More {
		posted.Told = page.Told
	}
	return posted, err
}

func (p poster) FindPosted(ctx context.Context, to, key string, since time.Time) (posted []scheduler.Posted, err error) {
	if thread, is := models.ThreadOfBook(key); is {
		channel, found, err := p.bot.FindFiles(ctx, to, thread)
		for _, f := range found {
			posted = append(posted, scheduler.Posted{Channel: channel, TS: f.TS})
		}
		return posted, err
	}
	if thread, is := models.ThreadOfAnswer(key); is {
		found, err := p.bot.FindInThread(ctx, to, thread, key, since)
		for _, f := range found {
			posted = append(posted, scheduler.Posted{Channel: to, TS: f.TS})
		}
		return posted, err
	}
	channel, found, err := p.bot.FindPosted(ctx, to, key, since)
	for _, f := range found {
		posted = append(posted, scheduler.Posted{Channel: channel, TS: f.TS, Told: f.Told})
	}
	return posted, err
}

func (p poster) Replace(ctx context.Context, channel, ts string, m scheduler.Message) error {
	page, err := p.frame.Page(m.Kind, m.Value, m.To.Locale, m.To.Zone, 0, nil)
	if err != nil {
		return err
	}
	return p.bot.Replace(ctx, channel, ts, page.Message)
}

func (p poster) Remove(ctx context.Context, channel, ts string) error {
	return p.bot.Remove(ctx, channel, ts)
}

// slackFiles lets features read files; the bot is made after them.
type slackFiles struct{ bot **bot.Bot }

func (f slackFiles) Describe(ctx context.Context, id string) (bot.Attached, error) {
	return (*f.bot).Describe(ctx, id)
}

func (f slackFiles) Download(ctx context.Context, id string, limit int64) (*bot.Download, error) {
	return (*f.bot).Download(ctx, id, limit)
}

// slackSource lets features ask Slack; the bot is made after them.
type slackSource struct{ bot **bot.Bot }

func (s slackSource) Said(ctx context.Context, channel, ts string) (models.Said, bool, error) {
	return (*s.bot).Said(ctx, channel, ts)
}

func (s slackSource) Thread(ctx context.Context, channel, root string) ([]models.Said, error) {
	return (*s.bot).Thread(ctx, channel, root)
}

func (s slackSource) There(ctx context.Context, userID string) (models.Presence, error) {
	return (*s.bot).There(ctx, userID)
}

func (s slackSource) Granted(ctx context.Context, scope string) bool {
	return (*s.bot).Granted(ctx, scope)
}

func (s slackSource) Hears() bool { return (*s.bot).Hears() }

// directory lets the scheduler ask who people are and which preferences they have.
type directory struct {
	bot *bot.Bot
	crm *crm.Service
}

func (d directory) Person(ctx context.Context, id string) (scheduler.Person, error) {
	user, err := d.bot.Person(ctx, id)
	if err != nil {
		return scheduler.Person{Zone: user.Zone, Locale: user.Locale}, err
	}
	who := commands.IdentityOf(user)
	profile, err := d.crm.Enter(ctx, who)
	person := scheduler.Person{Active: profile.Actor.Role.Unfit(who) == models.Fit, Gone: who.Gone, Preferences: profile.Preferences}
	person.Locale, person.Zone = profile.Over(user.Locale, user.Zone)
	return person, err
}

// Disturb returns until when people don't want to be disturbed.
func (d directory) Disturb(ctx context.Context, ids []string) (map[string]time.Time, error) {
	return d.bot.Disturb(ctx, ids)
}

// Admins returns the team's admins who can be told of something, by user ID: those who were given that role by name;
// when there are none, the workspace's own admins.
func (d directory) Admins(ctx context.Context) ([]string, error) {
	named, err := d.crm.Admins(ctx)
	if err != nil {
		return nil, err
	}
	var admins []string
	for _, id := range named {
		who, err := colleague(ctx, d.bot, id)
		if err != nil {
			return nil, err
		}
		may, err := d.may(ctx, who.Identity)
		if err != nil {
			return nil, err
		}
		if may {
			admins = append(admins, id)
		}
	}
	if len(admins) > 0 {
		return admins, nil
	}
	users, err := d.bot.Admins(ctx)
	for _, user := range users {
		may, enterErr := d.may(ctx, commands.IdentityOf(user))
		if enterErr != nil {
			return nil, enterErr
		}
		if may {
			admins = append(admins, user.ID)
		}
	}
	return admins, err
}

// may reports whether a person manages the team's channels here, and can be told of something.
func (d directory) may(ctx context.Context, who models.Identity) (bool, error) {
	profile, err := d.crm.Enter(ctx, who)
	return profile.Actor.May(models.MayManageChannels) && profile.Actor.Role.Unfit(who) == models.Fit, err
}

// colleague returns what the workspace says of a person.
func colleague(ctx context.Context, robot *bot.Bot, id string) (crm.Colleague, error) {
	user, err := robot.Person(ctx, id)
	var refused *bot.PostError
	if errors.As(err, &refused) && refused.Permanent() { // there is no such person, or the bot can't see them
		return crm.Colleague{Identity: models.Identity{ID: id, Unknown: true}}, nil
	}
	return crm.Colleague{Identity: commands.IdentityOf(user), Name: user.Name, Zone: user.Zone}, err
}

// scheduleOf returns what the configuration says of when each message is sent.
func scheduleOf(cfg config.Config, calendar workday.Calendar) scheduler.Schedule {
	return scheduler.Schedule{
		Digest: cfg.Reminders.Digest, Summary: cfg.Reminders.Summary, Report: cfg.Reminders.Report, Monthly: cfg.Reminders.Monthly, Quarterly: cfg.Reminders.Quarterly, Cleaning: cfg.Reminders.Cleaning, Grace: cfg.Reminders.Grace, EscalateAfter: cfg.Reminders.EscalateAfter, RetentionMonths: cfg.Privacy.RetentionMonths, AuditMonths: cfg.Privacy.AuditMonths,
		Zone: cfg.Team.Zone, Language: cfg.Team.Language, DayOff: func(d models.Date) bool { return calendar.Day(d).Off },
	}
}
