package crm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// settings are what holds for the team and is changed in Slack, as this process remembers it. Every request compares
// their version (Enter), so that all processes follow a change with the next request. They are replaced, never changed.
type settings struct {
	version     int // 0: nothing was read yet
	words       WordList
	damaged     error // why the list of words can't be read; what it would be checked against is not saved then
	finder      models.SensitiveWords
	fields      *models.CustomFields // of all kinds of records; nil before they were read
	ofCustomers *models.CustomFields // those of customers

	pipelines   *models.Pipelines // likewise
	lostReasons []models.Option
	rates       keptRates
	ratesError  error // why they can't be read

	channels []models.ReportChannel // none where they can't be read, which CheckSettings says
	followed followed

	heard bool // a message of a channel was heard once

	reasonsDamaged error // why they can't be read; nothing is changed of them then
}

// stored is the team's settings as the database has them, by name.
type stored map[string]string

// setting is one of the team's settings that are changed in Slack. The database keeps it as JSON.
type setting[T interface{ check() error }] struct {
	name        string
	nullIsEmpty bool // an empty list was once saved as null
}

var (
	settingWords    = setting[keptWords]{name: "sensitive_words"}
	settingExcepted = setting[keptExceptions]{name: "word_exceptions"} // apart from the words, which an older program reads strictly
	settingChannels = setting[keptChannels]{name: "channels", nullIsEmpty: true}
	settingFollowed = setting[followed]{name: "followed_channels"}
	settingCold     = setting[coldRules]{name: "cold_rules"}
	settingRates    = setting[keptRates]{name: "rates"}
	settingHeard    = setting[keptHeard]{name: "heard"}
)

// read returns the setting's value; the zero value when it was never saved. One that can't be read is an error and not an
// empty setting: the next change would overwrite what is left of it.
func (n setting[T]) read(all stored) (T, error) {
	var none T
	text := all[n.name]
	if text == "" || text == "null" && n.nullIsEmpty {
		return none, nil
	}
	var value *T
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&value)
	switch {
	case err != nil:
	case value == nil || decoder.More():
		err = errors.New("it is not what was saved")
	default:
		err = (*value).check()
	}
	if err != nil {
		// It isn't wrapped: a text that ends too early would be taken for a connection that was lost, and be tried again.
		return none, errors.New("the setting " + n.name + " in the database is damaged: " + err.Error())
	}
	return *value, nil
}

// remembered returns the settings as they were last read; before that, those of the configuration.
func (s *Service) remembered() *settings {
	if known := s.settings.Load(); known != nil {
		return known
	}
	return s.readSettings(nil, 0)
}

// refreshSettings reads the settings anew when their version is another.
func (s *Service) refreshSettings(ctx context.Context, version int) error {
	if s.remembered().version == version {
		return nil
	}
	return s.rememberSettings(ctx)
}

// rememberSettings reads the settings, the custom fields and the pipelines.
func (s *Service) rememberSettings(ctx context.Context) error {
	all, version, err := s.store.Settings(ctx)
	if err != nil {
		return err
	}
	fields, err := s.store.CustomFields(ctx) // after the version: what changes in between is read again
	if err != nil {
		return err
	}
	pipelines, err := s.store.Pipelines(ctx)
	if err != nil {
		return err
	}
	read := s.readSettings(all, version)
	read.fields, read.pipelines = models.NewCustomFields(fields), pipelines
	read.ofCustomers = read.fields.Of(models.EntityCustomer)
	s.settings.Store(read)
	return nil
}

// CheckSettings reads the settings anew, and returns what is wrong with those that are damaged, or why they can't be read.
func (s *Service) CheckSettings(ctx context.Context) error {
	if err := s.rememberSettings(ctx); err != nil {
		return err
	}
	_, err := s.ReportChannels(ctx, models.System())
	_, _, damaged := s.ColdRules(ctx, models.System())
	return errors.Join(s.remembered().damaged, s.remembered().reasonsDamaged, err, damaged, s.remembered().ratesError)
}

// readSettings makes settings of what is stored, over what is configured.
func (s *Service) readSettings(all stored, version int) *settings {
	kept, err := settingWords.read(all)
	excepted, damaged := settingExcepted.read(all)
	read := &settings{version: version, words: kept.over(s.team, excepted), damaged: errors.Join(err, damaged)}
	read.rates, read.ratesError = settingRates.read(all)
	read.lostReasons, read.reasonsDamaged = reasonsOf(all)
	if kept, names, err := channelsIn(all); err == nil {
		read.channels, read.followed = s.channelsWith(kept, names), names
	}
	read.heard = all[settingHeard.name] != ""
	read.finder = models.NewSensitiveWords(read.words.Words, slices.Concat(read.words.Exceptions, read.words.BuiltIn)...)
	return read
}

// changeSettings runs a change of settings alone: two that come at once follow each other.
func (s *Service) changeSettings(ctx context.Context, op models.Operation, fn func(c *change, all stored) error) error {
	return s.change(ctx, op, func(c *change) error {
		if err := c.LockSettings(ctx); err != nil {
			return err
		}
		all, _, err := c.Settings(ctx)
		if err != nil {
			return err
		}
		return fn(c, all)
	})
}

// save writes the setting.
func (n setting[T]) save(ctx context.Context, c *change, value T) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", n.name, err)
	}
	return c.SaveSetting(ctx, n.name, string(text))
}
