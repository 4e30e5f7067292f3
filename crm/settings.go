package crm

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/guanxi-crm/guanxi/models"
)

// settings are what holds for the team and is changed in Slack, as this process remembers it. Every request compares
// their version (Enter), so that all processes follow a change with the next request. They are replaced, never changed.
type settings struct {
	version int // 0: nothing was read yet
	words   WordList
	finder  models.SensitiveWords
	fields  *models.CustomFields // nil before they were read
}

// The names of settings in the database.
const settingWords = "sensitive_words"

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

// rememberSettings reads the settings and the team's own fields.
func (s *Service) rememberSettings(ctx context.Context) error {
	stored, version, err := s.store.Settings(ctx)
	if err != nil {
		return err
	}
	fields, err := s.store.CustomFields(ctx) // after the version: what changes in between is read again
	if err != nil {
		return err
	}
	read := s.readSettings(stored, version)
	read.fields = models.NewCustomFields(fields)
	s.settings.Store(read)
	return nil
}

// readSettings makes settings of what is stored, over what is configured.
func (s *Service) readSettings(stored map[string]string, version int) *settings {
	read := &settings{version: version, words: readWords(stored[settingWords]).over(s.team)}
	read.finder = models.NewSensitiveWords(read.words.Words)
	return read
}

// changeSettings runs a change of settings alone: two that come at once follow each other. fn gets them as they are
// stored, by name.
func (s *Service) changeSettings(ctx context.Context, op models.Operation, fn func(c *change, stored map[string]string) error) error {
	return s.change(ctx, op, func(c *change) error {
		if err := c.LockSettings(ctx); err != nil {
			return err
		}
		stored, _, err := c.Settings(ctx)
		if err != nil {
			return err
		}
		return fn(c, stored)
	})
}

// saveSetting writes one setting as JSON.
func (c *change) saveSetting(ctx context.Context, name string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", name, err)
	}
	return c.SaveSetting(ctx, name, string(text))
}
