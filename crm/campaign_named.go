package crm

import (
	"context"
	"errors"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Campaign returns a campaign.
func (s *Service) Campaign(ctx context.Context, actor models.Actor, id int64) (models.Campaign, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Campaign{}, err
	}
	found, err := s.store.Campaign(ctx, id)
	return s.partOf(ctx, found, campaignGone(err, ""))
}

// CampaignCalled returns the campaign with a code, or that has, or had, a name.
func (s *Service) CampaignCalled(ctx context.Context, actor models.Actor, text string) (models.Campaign, error) {
	if err := permit(actor, models.MayView); err != nil {
		return models.Campaign{}, err
	}
	if found, known, err := s.campaignCoded(ctx, text); known || err != nil {
		return found, err
	}
	named, err := s.store.CampaignsNamed(ctx, []string{text})
	if err != nil {
		return models.Campaign{}, err
	}
	for _, found := range named {
		return s.partOf(ctx, found, nil)
	}
	return models.Campaign{}, models.NotFound("error.campaign_not_found", "Words", models.Shorten(text, 100))
}

// CampaignNamed returns what a campaign is called now that is, or was, called so, or that has this code; "" where there is none.
func (s *Service) CampaignNamed(ctx context.Context, actor models.Actor, text string) (string, error) {
	if err := permit(actor, models.MayView); err != nil {
		return "", err
	}
	named, err := s.store.CampaignsNamed(ctx, []string{text})
	if found, known := named[store.SourceKey(text)]; known || err != nil {
		return found.Name, err
	}
	found, _, err := s.campaignCoded(ctx, text)
	return found.Name, err
}

// campaignCoded returns the campaign of which a text is the code, or the one that this is a part of; known is false where it is none's.
func (s *Service) campaignCoded(ctx context.Context, text string) (found models.Campaign, known bool, err error) {
	code, is := models.ParseCampaignCode(text)
	if !is {
		return models.Campaign{}, false, nil
	}
	found, err = s.store.CampaignByCode(ctx, code)
	if errors.Is(err, store.ErrNotFound) {
		return models.Campaign{}, false, nil
	}
	found, err = s.partOf(ctx, found, err)
	return found, err == nil, err
}

// SuggestCampaigns returns at most limit campaigns in use that have it in their names, those that begin so first, or the one with that code.
func (s *Service) SuggestCampaigns(ctx context.Context, actor models.Actor, typed string, limit int) ([]models.Campaign, error) {
	if err := permit(actor, models.MayView); err != nil {
		return nil, err
	}
	word, _, _ := strings.Cut(strings.TrimSpace(typed), " ") // what is offered reads M001 Spring fair
	if code, is := models.ParseCampaignCode(word); is {
		if found, err := s.store.CampaignByCode(ctx, code); err == nil && !found.Archived() {
			return []models.Campaign{found}, nil
		}
	}
	return s.store.CampaignsLike(ctx, typed, limit)
}

// partOf is a campaign that was just read, or the one that it is a part of since it was merged.
func (s *Service) partOf(ctx context.Context, found models.Campaign, err error) (models.Campaign, error) {
	if err != nil || found.MergedInto == 0 {
		return found, err
	}
	into, err := s.store.Campaign(ctx, found.MergedInto)
	return into, campaignGone(err, "")
}

// campaignGone is an error with words for one that isn't there.
func campaignGone(err error, words string) error {
	switch {
	case !errors.Is(err, store.ErrNotFound):
		return err
	case words == "":
		return models.NotFound("error.campaign_gone")
	}
	return models.NotFound("error.campaign_not_found", "Words", models.Shorten(words, 100))
}

// nameMemberships lets entries about memberships say which campaign is meant, by its name.
func (s *Service) nameMemberships(ctx context.Context, entries []models.HistoryEntry) error {
	codes := map[string]string{}
	for _, e := range entries {
		for _, code := range memberCodes(e) {
			codes[code] = ""
		}
	}
	for code := range codes {
		m, err := s.store.CampaignByCode(ctx, code)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		codes[code] = m.Name
	}
	for i := range entries {
		e := &entries[i]
		if e.Entity != models.EntityCampaignMember {
			continue
		}
		e.Names = codes
		for _, code := range memberCodes(*e) {
			if e.Subject == "" || e.Subject == code {
				e.Subject = code + " " + codes[code]
			}
		}
	}
	return nil
}

// memberCodes are the codes of the campaigns that an entry about a membership names.
func memberCodes(e models.HistoryEntry) (codes []string) {
	if e.Entity != models.EntityCampaignMember {
		return nil
	}
	texts := []string{e.Subject}
	if models.Field(e.Field) == models.FieldMemberCampaign {
		texts = append(texts, e.OldValue, e.NewValue)
	}
	for _, text := range texts {
		if text != "" {
			codes = append(codes, text)
		}
	}
	return codes
}
