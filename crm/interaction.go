package crm

import (
	"context"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

const (
	maxPermalink = 512 // characters that are kept
	maxBasis     = 20
)

// LogInteraction records that something happened with a customer: just now, or when it says.
func (s *Service) LogInteraction(ctx context.Context, op models.Operation, customerID int64, in models.InteractionInput) (models.Interaction, error) {
	if err := permit(op.Actor, models.MayLog); err != nil {
		return models.Interaction{}, err
	}
	in = cleanInteraction(in)
	if err := in.Validate(s.Rules(op.Zone)).Err(); err != nil {
		return models.Interaction{}, err
	}
	var logged models.Interaction
	err := s.change(ctx, op, func(c *change) error {
		if _, err := c.lockCustomer(ctx, customerID); err != nil {
			return err
		}
		var err error
		logged, err = c.log(ctx, customerID, in)
		return err
	})
	if err != nil {
		return models.Interaction{}, err
	}
	return logged, nil
}

// BasisCandidates returns the interactions that a status change can be based on, newest first, at most 20.
func (s *Service) BasisCandidates(ctx context.Context, actor models.Actor, customerID int64) ([]models.Interaction, error) {
	if _, err := s.Customer(ctx, actor, customerID); err != nil {
		return nil, err
	}
	return s.store.Interactions(ctx, customerID, s.clock.Now().Add(-models.BasisMaxAge), maxBasis)
}

func (c *change) log(ctx context.Context, customerID int64, in models.InteractionInput) (models.Interaction, error) {
	logged := models.Interaction{
		CustomerID: customerID, Kind: in.Kind, Text: in.Text, Permalink: in.Permalink,
		HappenedAt: c.at, CreatedBy: c.op.Actor.ID, CreatedAt: c.at,
	}
	if !in.At.IsZero() {
		logged.HappenedAt = in.At.UTC().Truncate(time.Microsecond)
	}
	if err := c.InsertInteraction(ctx, &logged); err != nil {
		return models.Interaction{}, err
	}
	c.note(models.EntityInteraction, logged.ID, 1, models.ActionLog, "", "", string(in.Kind))
	return logged, nil
}

// cleanInteraction cleans the texts. A permalink too long to be one of Slack's is dropped rather than the interaction
// refused.
func cleanInteraction(in models.InteractionInput) models.InteractionInput {
	in.Text, in.Permalink = clean(in.Text), clean(in.Permalink)
	if len(in.Permalink) > maxPermalink || models.Shorten(in.Permalink, maxPermalink) != in.Permalink {
		in.Permalink = ""
	}
	return in
}
