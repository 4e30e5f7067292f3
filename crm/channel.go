package crm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// maxChannels bounds what is chosen in Slack: each channel is two jobs of the scheduler.
const maxChannels = 50

// keptChannel is a channel as it was chosen in Slack. It counts before a configured one of the same ID or name.
type keptChannel struct {
	ID        string `json:"id"`
	Name      string `json:"name,omitempty"`
	Language  string `json:"language,omitempty"`
	Zone      string `json:"zone,omitempty"`
	Summary   bool   `json:"summary,omitempty"`
	Report    bool   `json:"report,omitempty"`
	Monthly   bool   `json:"monthly,omitempty"`
	Quarterly bool   `json:"quarterly,omitempty"`
	Cleaning  bool   `json:"cleaning,omitempty"`
	Queue     bool   `json:"queue,omitempty"`
	Tickets   bool   `json:"tickets,omitempty"`

	Deals *keptNews `json:"deals,omitempty"`
}

// keptNews is which news of deals a channel gets.
type keptNews struct {
	Won      bool   `json:"won,omitempty"`
	Lost     bool   `json:"lost,omitempty"`
	Moved    bool   `json:"moved,omitempty"`
	Pipeline int64  `json:"pipeline,omitempty"`
	From     int64  `json:"from,omitempty"` // in the minor unit
	Currency string `json:"currency,omitempty"`
	Owner    string `json:"owner,omitempty"`
}

func (k *keptNews) filter() models.NewsFilter {
	if k == nil {
		return models.NewsFilter{}
	}
	return models.NewsFilter{Won: k.Won, Lost: k.Lost, Moved: k.Moved, PipelineID: k.Pipeline, From: models.Money{Minor: k.From, Currency: k.Currency}, Owner: k.Owner}
}

// keepNews is a filter as it is kept; nil for one that hears of nothing.
func keepNews(f models.NewsFilter) *keptNews {
	if !f.Any() {
		return nil
	}
	return &keptNews{Won: f.Won, Lost: f.Lost, Moved: f.Moved, Pipeline: f.PipelineID, From: f.From.Minor, Currency: f.From.Currency, Owner: f.Owner}
}

// checkNews refuses a filter that nothing can meet, each part at its input.
func (s *Service) checkNews(f models.NewsFilter) (errs models.Errors) {
	if _, known := s.Pipelines().Find(f.PipelineID); f.PipelineID != 0 && !known {
		errs = append(errs, models.Invalid(models.InputNewsPipeline, "error.stale_form"))
	}
	if !f.From.None() && f.From.Currency != s.team.Currency {
		errs = append(errs, models.Invalid(models.InputNewsFrom, "error.news_currency", "Currency", s.team.Currency))
	}
	if f.Owner != "" && !models.IsUser(f.Owner) {
		errs = append(errs, models.Invalid(models.InputNewsOwner, "error.unknown_user", "Value", models.Shorten(f.Owner, 50)))
	}
	return errs
}

// keptChannels is the setting that holds what was chosen in Slack of the report channels.
type keptChannels []keptChannel

// check refuses channels that SetReportChannel never saved.
func (list keptChannels) check() error {
	for _, k := range list {
		if k.ID == "" {
			return errors.New("a channel has no ID")
		}
		if _, err := time.LoadLocation(k.Zone); err != nil {
			return fmt.Errorf("channel %s: %w", k.ID, err)
		}
		if err := checkLanguage(k.Language).Err(); err != nil {
			return fmt.Errorf("channel %s: %w", k.ID, err)
		}
	}
	return nil
}

// is reports whether a configured channel is this one, by its ID, by the name it had when it was chosen, or since it is the one
// that is followed under the configured name.
func (k keptChannel) is(configured models.ReportChannel, names followed) bool {
	name, named := strings.CutPrefix(configured.ID, "#")
	return configured.ID == k.ID || named && (k.Name == name || names[name] == k.ID)
}

// ReportChannels returns the channels that get summaries and reports: the configured ones, and those chosen in Slack. One
// of the configuration for which everything was switched off stays in the list.
func (s *Service) ReportChannels(ctx context.Context, actor models.Actor) ([]models.ReportChannel, error) {
	if err := permit(actor, models.MayManageChannels); err != nil {
		return nil, err
	}
	all, _, err := s.store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	kept, names, err := channelsIn(all)
	if err != nil {
		return nil, err
	}
	return s.channelsWith(kept, names), nil
}

// channelsIn is what the settings say of channels: those that were chosen in Slack, and those that configured names were found as.
func channelsIn(all stored) (kept keptChannels, names followed, err error) {
	if kept, err = settingChannels.read(all); err == nil {
		names, err = settingFollowed.read(all)
	}
	return kept, names, err
}

// channelsWith puts what was chosen in Slack over what is configured.
func (s *Service) channelsWith(kept keptChannels, names followed) []models.ReportChannel {
	var list []models.ReportChannel
	for _, configured := range s.team.Channels {
		if !slices.ContainsFunc(kept, func(k keptChannel) bool { return k.is(configured, names) }) {
			configured.Configured = true
			list = append(list, configured)
		}
	}
	for _, k := range kept {
		channel := models.ReportChannel{ID: k.ID, Name: k.Name, Language: k.Language, Summary: k.Summary, Report: k.Report, Monthly: k.Monthly, Quarterly: k.Quarterly, Cleaning: k.Cleaning, Queue: k.Queue, Tickets: k.Tickets, Deals: k.Deals.filter()}
		channel.Configured = slices.ContainsFunc(s.team.Channels, func(c models.ReportChannel) bool { return k.is(c, names) })
		if k.Zone != "" {
			channel.Zone = s.zone(k.Zone)
		}
		list = append(list, channel)
	}
	return list
}

// ZoneOfChannel returns the zone by which a channel reads times: the one that is set for it, else the team's.
func (s *Service) ZoneOfChannel(ctx context.Context, id string) (*time.Location, error) {
	all, _, err := s.store.Settings(ctx)
	if err != nil {
		return nil, err
	}
	kept, names, err := channelsIn(all)
	if err != nil {
		return nil, err
	}
	list, asked := s.channelsWith(kept, names), keptChannel{ID: id}
	neverFound := func(c models.ReportChannel) bool {
		return !models.IsChannel(c.ID) && names[strings.TrimPrefix(c.ID, "#")] == ""
	}
	if s.team.Place != nil && slices.ContainsFunc(list, neverFound) {
		place, err := s.team.Place(ctx, id)
		if err != nil {
			return nil, err
		}
		asked.Name = place.Name
	}
	if at := slices.IndexFunc(list, func(c models.ReportChannel) bool { return asked.is(c, names) }); at >= 0 && list[at].Zone != nil {
		return list[at].Zone, nil
	}
	return s.team.Zone, nil
}

// SetReportChannel says what a channel gets, and in which language and time zone; nothing at all takes it off the list,
// where the configuration doesn't name it. It returns the channel as the bot sees it, since it must be a member to post.
func (s *Service) SetReportChannel(ctx context.Context, op models.Operation, channel models.ReportChannel) (models.Place, error) {
	if err := permit(op.Actor, models.MayManageChannels); err != nil {
		return models.Place{}, err
	}
	if err := append(checkLanguage(channel.Language), s.checkNews(channel.Deals)...).Err(); err != nil {
		return models.Place{}, err
	}
	place, err := s.Place(ctx, channel.ID)
	if err != nil {
		return models.Place{}, err
	}
	if place.Outside && channel.Gets() {
		return models.Place{}, outsideError(place)
	}
	channel.ID = place.ID
	after := keptChannel{ID: place.ID, Name: place.Name, Language: channel.Language, Summary: channel.Summary, Report: channel.Report, Monthly: channel.Monthly, Quarterly: channel.Quarterly, Cleaning: channel.Cleaning, Queue: channel.Queue, Tickets: channel.Tickets, Deals: keepNews(channel.Deals)}
	if channel.Zone != nil {
		after.Zone = channel.Zone.String()
	}
	return place, s.changeSettings(ctx, op, func(c *change, all stored) error {
		kept, names, err := channelsIn(all)
		if err != nil {
			return err
		}
		before := ""
		for _, known := range s.channelsWith(kept, names) {
			if after.is(known, names) {
				before = channelNote(known)
			}
		}
		kept = slices.DeleteFunc(kept, func(k keptChannel) bool { return k.ID == after.ID })
		wanted := channel.Gets() || channel.Tickets || slices.ContainsFunc(s.team.Channels, func(c models.ReportChannel) bool { return after.is(c, names) })
		if wanted {
			kept = append(kept, after)
		}
		if len(kept) > maxChannels {
			return models.Invalid(models.InputChannel, "error.too_many_channels", "Max", maxChannels)
		}
		if now := channelNote(channel); now != before {
			c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, models.InputChannel, before, now)
		}
		return settingChannels.save(ctx, c, kept)
	})
}

// Place returns a channel, by its ID or "#name", as the bot sees it. One that can't get anything is refused.
func (s *Service) Place(ctx context.Context, channel string) (models.Place, error) {
	if !models.IsChannel(channel) && !strings.HasPrefix(channel, "#") {
		return models.Place{}, models.Invalid(models.InputChannel, "error.no_channel")
	}
	place := models.Place{ID: channel, In: true}
	if s.team.Place != nil {
		look := s.team.Place
		if slices.ContainsFunc(s.team.Channels, func(c models.ReportChannel) bool { return c.ID == channel }) {
			look = s.team.Reached
		}
		var err error
		if place, err = look(ctx, channel); err != nil {
			return models.Place{}, err
		}
	}
	switch {
	case place.ID == "":
		return models.Place{}, models.Invalid(models.InputChannel, "error.channel_unseen")
	case place.Archived:
		return models.Place{}, models.Invalid(models.InputChannel, "error.channel_archived")
	}
	return place, nil
}

// outsideError refuses a channel that people of another company are in, by its name.
func outsideError(place models.Place) error {
	return models.Invalid(models.InputChannel, "error.channel_outside", "Channel", "#"+place.Name)
}

// CheckShare refuses a conversation to which nothing of customers is posted for all to see: one that people of another
// company read, and one of which the bot can't see who reads it. "" is no conversation.
func (s *Service) CheckShare(ctx context.Context, actor models.Actor, channel string) error {
	if err := permit(actor, models.MayShare); err != nil {
		return err
	}
	if s.team.Place == nil || channel == "" {
		return nil
	}
	place, err := s.team.Place(ctx, channel)
	switch {
	case err != nil:
		return err
	case place.ID == "":
		return models.Invalid("", "error.share_unseen")
	case place.Outside:
		return models.Invalid("", "error.share_outside", "Channel", "#"+place.Name)
	}
	return nil
}

// channelNote is what the audit log says of a channel.
func channelNote(c models.ReportChannel) string {
	words := []string{c.ID}
	for _, sent := range []struct {
		told bool
		word string
	}{{c.Summary, "summary"}, {c.Report, "report"}, {c.Monthly, "monthly"}, {c.Quarterly, "quarterly"}, {c.Cleaning, "cleaning"}, {c.Queue, "queue"}, {c.Deals.Won, "won"}, {c.Deals.Lost, "lost"}, {c.Deals.Moved, "moved"}, {c.Tickets, "tickets"}} {
		if sent.told {
			words = append(words, sent.word)
		}
	}
	if c.Deals.Any() && c.Deals.PipelineID != 0 {
		words = append(words, "pipeline:"+strconv.FormatInt(c.Deals.PipelineID, 10))
	}
	if c.Deals.Any() && !c.Deals.From.None() {
		words = append(words, "from:"+c.Deals.From.String())
	}
	if c.Deals.Any() && c.Deals.Owner != "" {
		words = append(words, "owner:"+c.Deals.Owner)
	}
	if c.Language != "" {
		words = append(words, c.Language)
	}
	if c.Zone != nil {
		words = append(words, c.Zone.String())
	}
	return strings.Join(words, " ")
}
