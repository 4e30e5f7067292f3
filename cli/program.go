package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/scheduler"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/store"
)

// Program is the rooms wired together: one process of the bot.
type Program struct {
	store     *store.Store
	customers *crm.Service
	bot       *bot.Bot
	frame     *commands.Frame
	scheduler *scheduler.Scheduler
	health    *health
	log       *slog.Logger
}

// Option adjusts a program.
type Option func(*options)

type options struct {
	store     []store.Option
	compares  bool // its clock with the database's
	reference scheduler.Reference
	settle    time.Duration
}

// settled is how long a clock must run after a leap before it is believed.
const settled = time.Minute

// Suspicious lets the program decide nothing while its clock differs from the database server's, or within a minute
// after a leap. Where time is simulated the clock is moved all the time, and is believed.
func Suspicious() Option { return func(o *options) { o.compares, o.settle = true, settled } }

// ComparedWith is Suspicious where time is simulated: the given clock replaces the database's, and leaps are believed at
// once.
func ComparedWith(database models.Clock) Option {
	return func(o *options) { o.compares, o.store = true, append(o.store, store.WithClock(database)) }
}

// Assemble opens and migrates the database, checks the key that seals personal data, and wires the rooms. Errors of the
// configuration come before anything is made. clock is the time for everything. Close must be called, whether Run was or
// not.
func Assemble(ctx context.Context, cfg config.Config, clock models.Clock, log *slog.Logger, opts ...Option) (*Program, error) {
	var set options
	for _, opt := range opts {
		opt(&set)
	}
	calendar, err := calendarOf(cfg.Reminders, clock.Now(), log)
	if err != nil {
		return nil, misuse{err}
	}
	st, err := openDatabase(ctx, cfg, set.store...)
	if err != nil {
		return nil, err
	}
	if err := st.prepare(ctx, log); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if set.compares {
		set.reference = st.Clock
	}
	p, err := wire(cfg, st.Store, calendar, clock, log, set)
	if err != nil {
		return nil, errors.Join(err, st.Close())
	}
	if err := p.customers.CheckSettings(ctx); err != nil {
		log.Error("settings can't be read", "error", err) // everything that doesn't need them works
	}
	return p, nil
}

func wire(cfg config.Config, st *store.Store, calendar workday.Calendar, clock models.Clock, log *slog.Logger, set options) (*Program, error) {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "guanxi_store_unreadable_total", Help: "How often something was read whose personal data couldn't be opened: it is damaged, or its key isn't here.",
	}, func() float64 { return float64(st.Unreadable()) }))
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))

	team := teamOf(cfg)
	team.Calendar, team.Service = calendar, serviceOf(cfg, calendar)
	var (
		robot     *bot.Bot
		timetable *scheduler.Scheduler
	)
	team.InLine = func() { timetable.Wake() }
	var frame *commands.Frame
	team.Imports = importsInSlack(&robot, func() []mapping.Word { return frame.SheetWords() })
	team.PersonByEmail = func(ctx context.Context, email string) (string, error) { return robot.PersonByEmail(ctx, email) }
	team.Place = func(ctx context.Context, id string) (models.Place, error) { return robot.Place(ctx, id) }
	team.Reached = func(ctx context.Context, channel string) (models.Place, error) { return robot.Reached(ctx, channel) }
	team.Person = func(ctx context.Context, id string) (crm.Colleague, error) { return colleague(ctx, robot, id) }
	team.There = func(ctx context.Context, id string) (models.Presence, error) { return robot.There(ctx, id) }
	service := crm.New(st, clock, team)
	figures := reports.New(st)
	router := bot.NewRouter()
	var err error
	frame, err = commands.New(commands.Parts{
		CRM: service, Reports: figures, Industries: team.Industries, Labels: choiceLabels(cfg), Language: cfg.Team.Language, Calendar: calendar, Files: slackFiles{&robot}, Slack: slackSource{&robot},
	}, Features()...)
	if err != nil {
		return nil, err
	}
	frame.Register(router)
	robot, err = bot.New(bot.Options{
		AppToken: cfg.Slack.AppToken.Plain(), BotToken: cfg.Slack.BotToken.Plain(), APIURL: cfg.Slack.APIURL,
		Connections: cfg.Slack.Connections, Zone: cfg.Team.Zone, Inbox: st, Followed: service, Router: router, Log: log, Clock: clock, Metrics: metrics,
	})
	if err != nil {
		return nil, err
	}
	people := directory{robot, service}
	timetable, err = scheduler.New(scheduler.Options{
		Store: st, CRM: service, Reports: figures, Tasks: service, Poster: poster{robot, frame}, Directory: people, Admins: people.Admins, Workbooks: true, Cleaning: service,
		Clock: clock, Reference: set.reference, Settle: set.settle, Schedule: scheduleOf(cfg, calendar), Owner: ownerName(), Log: log, Metrics: metrics,
	})
	if err != nil {
		return nil, err
	}
	pages := &health{cfg.HTTP.Addr, st, robot, timetable.Doubt, metrics}
	return &Program{store: st, customers: service, bot: robot, frame: frame, scheduler: timetable, health: pages, log: log}, nil
}

// Run keeps the bot, the scheduler and the health pages going until ctx ends; then each finishes what it has begun.
func (p *Program) Run(ctx context.Context) error {
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error { return p.bot.Run(ctx) })
	running.Go(func() error { return p.scheduler.Run(ctx) })
	running.Go(func() error { p.checkChannels(ctx); p.checkRights(ctx); return nil })
	running.Go(func() error { return p.health.run(ctx) })
	return running.Wait()
}

// checkChannels warns of report channels to which nothing can be posted. Messages to them are tried in any case.
func (p *Program) checkChannels(ctx context.Context) {
	list, err := p.customers.ReportChannels(ctx, models.System())
	if err != nil {
		return // it was said of the settings already
	}
	places, err := p.customers.Places(ctx, models.System(), list)
	if err != nil {
		if ctx.Err() == nil {
			p.log.Warn("report channels not looked at", "error", err)
		}
		return
	}
	for channel, place := range places {
		if why := place.Unfit(); why != "" {
			p.log.Warn("nothing can be posted to a report channel", "channel", channel, "why", why)
		}
	}
}

// checkRights warns of optional rights that a feature could use.
func (p *Program) checkRights(ctx context.Context) {
	if p.frame.ReactionsMissing(ctx) && ctx.Err() == nil {
		p.log.Warn("the app may not see emoji at messages: give it the scope and install it again, if they are to be answered", "scope", commands.ScopeReactions)
	}
	if p.frame.MessagesMissing() {
		p.log.Warn("messages of channels are to be tickets, and none was ever heard: if that stays so, give the app the manifest anew")
	}
}

// Unhurried sets how long a local Slack waits for an acknowledgement, instead of Slack's 3 s (bot.Bot). It is called
// before Run.
func (p *Program) Unhurried(d time.Duration) { p.bot.Unhurried(d) }

// Unpaced lets messages be posted as fast as they come, to a local Slack that rations nothing (bot.Bot). It is called before Run.
func (p *Program) Unpaced() { p.bot.Unpaced() }

// Ready reports whether Slack's sockets are open.
func (p *Program) Ready() bool { return p.bot.Ready() }

// Wake makes the scheduler look at the clock now, since it was moved.
func (p *Program) Wake() { p.scheduler.Wake() }

// Close closes the database.
func (p *Program) Close() error { return p.store.Close() }

// choiceLabels are what the configured choices of fields are called.
func choiceLabels(cfg config.Config) []i18n.Label {
	var labels []i18n.Label
	for _, of := range []struct {
		prefix string
		list   []config.Industry
	}{{"industry.", cfg.Industries}, {"campaign_channel.", cfg.Promotes}} {
		for _, choice := range of.list {
			labels = append(labels, i18n.Label{Key: of.prefix + choice.Key, Words: map[string]string{i18n.English: choice.EN, i18n.Chinese: choice.ZH}})
		}
	}
	return labels
}

func teamOf(cfg config.Config) crm.Team {
	team := crm.Team{
		Zone: cfg.Team.Zone, Currency: cfg.Team.Currency, Privacy: models.PrivacyMode(cfg.Privacy.Mode), StaleAfter: cfg.Reminders.StaleAfter, Words: cfg.Words.List, WordMode: models.WordMode(cfg.Words.Mode),
		Access: crm.Access{Default: models.Role(cfg.Roles.Default), Named: map[string]models.Role{}, OwnOnly: cfg.Visibility == "owner"},
	}
	for id, role := range cfg.Roles.Named() {
		team.Access.Named[id] = models.Role(role)
	}
	for _, c := range cfg.Channels {
		team.Channels = append(team.Channels, models.ReportChannel{ID: c.ID, Language: c.Language, Zone: c.Zone, Summary: c.Summary, Report: c.Report, Monthly: c.Monthly, Quarterly: c.Quarterly, Cleaning: c.Cleaning})
	}
	for _, industry := range cfg.Industries {
		team.Industries = append(team.Industries, industry.Key)
	}
	for _, channel := range cfg.Promotes {
		team.Promotes = append(team.Promotes, channel.Key)
	}
	return team
}

// ownerName names this process in its claims.
func ownerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d/%d", host, os.Getpid(), time.Now().UnixNano()%1e6)
}

func newLog(cfg config.Log, w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.Level)) // config has checked it
	options := &slog.HandlerOptions{Level: level}
	if cfg.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
