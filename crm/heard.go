package crm

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// keptHeard says that a message of a channel was heard once.
type keptHeard bool

func (keptHeard) check() error { return nil }

// NoteHeard keeps that a message of a channel was heard, which only happens where the app is subscribed to them. It is written once.
func (s *Service) NoteHeard(ctx context.Context) error {
	if s.remembered().heard {
		return nil
	}
	err := s.changeSettings(ctx, models.Operation{Actor: models.System(), Source: "slack"}, func(c *change, all stored) error {
		if all[settingHeard.name] != "" {
			return nil
		}
		return settingHeard.save(ctx, c, true)
	})
	if err != nil {
		return err
	}
	return s.rememberSettings(ctx)
}

// Heard reports whether a message of a channel was ever heard.
func (s *Service) Heard() bool { return s.remembered().heard }

// AwaitsMessages reports whether messages of some channel are to be tickets.
func (s *Service) AwaitsMessages() bool {
	return slices.ContainsFunc(s.remembered().channels, func(c models.ReportChannel) bool { return c.Tickets })
}
