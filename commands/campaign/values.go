package campaign

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// names are what the fields of a campaign may be called.
var names = map[string]models.Field{
	"name": models.FieldCampaignName, "title": models.FieldCampaignName, "campaign": models.FieldCampaignName, "名称": models.FieldCampaignName, "活动": models.FieldCampaignName, "活动名称": models.FieldCampaignName,
	"channel": models.FieldChannel, "渠道": models.FieldChannel, "方式": models.FieldChannel,
	"begin": models.FieldBegins, "begins": models.FieldBegins, "start": models.FieldBegins, "from": models.FieldBegins, "开始": models.FieldBegins, "开始日期": models.FieldBegins, "从": models.FieldBegins,
	"end": models.FieldEnds, "ends": models.FieldEnds, "to": models.FieldEnds, "until": models.FieldEnds, "结束": models.FieldEnds, "结束日期": models.FieldEnds, "到": models.FieldEnds, "截止": models.FieldEnds,
	"budget": models.FieldBudget, "预算": models.FieldBudget,
	"cost": models.FieldCost, "spent": models.FieldCost, "费用": models.FieldCost, "实际费用": models.FieldCost, "花费": models.FieldCost, "成本": models.FieldCost,
	"audience": models.FieldAudience, "list": models.FieldAudience, "目标客户": models.FieldAudience, "目标": models.FieldAudience, "受众": models.FieldAudience,
	"owner": models.FieldOwner, "负责人": models.FieldOwner,
	"tag": models.FieldTags, "tags": models.FieldTags, "标签": models.FieldTags,
	"note": models.FieldCampaignNotes, "notes": models.FieldCampaignNotes, "备注": models.FieldCampaignNotes,
}

// field returns the field of a campaign that is called so.
func field(name string) (models.Field, bool) {
	found, known := names[models.SqueezeLabel(name)]
	return found, known
}

// valuesOf reads the text that describes a campaign: its fields, and what else was said.
func (h handlers) valuesOf(ctx context.Context, cl commands.Call, text string) (values map[models.Field]string, words string, errs models.Errors) {
	args := commands.ParseArguments(text, func(name string) bool { _, known := field(name); return known })
	values, errs = args.Read(func(name, text string) (map[models.Field]string, error) {
		key, known := field(name)
		if !known {
			return nil, models.Invalid("", "error.unknown_field", "Word", models.Shorten(name, 60))
		}
		value, err := h.value(ctx, cl, key, strings.TrimSpace(text))
		if err = commands.AtField(key, err); err != nil && models.AsErrors(err) == nil {
			err = models.Invalid(key, "error.unknown_audience", "Value", "")
		}
		return map[models.Field]string{key: value}, err
	})
	return values, commands.Unescape(args.Words), errs
}

// value is what somebody wrote for a field, as it is kept; what can't be read of it comes back with the refusal, for the form.
func (h handlers) value(ctx context.Context, cl commands.Call, key models.Field, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	switch key {
	case models.FieldChannel:
		return h.channel(commands.Unescape(text))
	case models.FieldBudget, models.FieldCost:
		text = commands.Unescape(text)
		amount, err := models.ParseMoney(text, h.CRM.Currency())
		if err != nil {
			return text, err
		}
		return amount.String(), nil
	case models.FieldOwner:
		return commands.Person(cl, text)
	case models.FieldBegins, models.FieldEnds:
		if day, err := models.ParseDate(text); err == nil { // also one that has passed
			return day.String(), nil
		}
		day, err := h.DayPhrase(cl, text)
		return day.String(), err
	case models.FieldAudience:
		return h.audienceCalled(ctx, cl, commands.Unescape(text))
	}
	return commands.Unescape(text), nil
}

// channel is the channel that is called so, in whichever language: by its key, its name, or a part of one name alone.
func (h handlers) channel(text string) (string, error) {
	wanted, part := models.NormaliseText(text), ""
	count := 0
	for _, key := range h.CRM.Rules("").Channels {
		for _, language := range i18n.Languages() {
			name := models.NormaliseText(h.In(language).T("campaign_channel." + key))
			switch {
			case wanted == key || wanted == name:
				return key, nil
			case wanted != "" && strings.Contains(name, wanted) && part != key:
				part, count = key, count+1
			}
		}
	}
	if count == 1 {
		return part, nil
	}
	return "", models.Invalid(models.FieldChannel, "error.unknown_campaign_channel", "Value", models.Shorten(text, 60))
}

// audienceCalled is the saved search of the team that is called so.
func (h handlers) audienceCalled(ctx context.Context, cl commands.Call, text string) (string, error) {
	list, err := h.CRM.Audiences(ctx, cl.Actor)
	if err != nil {
		return "", err
	}
	for _, search := range list {
		if models.NormaliseText(search.Name) == models.NormaliseText(text) {
			return views.Itoa(search.ID), nil
		}
	}
	return "", models.Invalid(models.FieldAudience, "error.unknown_audience", "Value", models.Shorten(text, 60))
}

// audience is the saved search of a campaign, with how many customers it finds for who asks.
type audience struct {
	models.SavedSearch
	total  int
	least  bool          // there may be more
	gone   bool          // it was deleted, or isn't the team's any more
	broken models.Errors // why it can't be asked any more
}

// audienceOf looks up the audience of a campaign; its ID is 0 where there is none.
func (h handlers) audienceOf(ctx context.Context, cl commands.Call, m models.Campaign) (found audience, err error) {
	if m.AudienceID == 0 {
		return found, nil
	}
	found.SavedSearch, err = h.CRM.SavedSearch(ctx, cl.Actor, m.AudienceID)
	if models.IsNotFound(err) || err == nil && !found.Team {
		return audience{gone: true}, nil
	}
	if err != nil {
		return found, err
	}
	q, err := h.Query(ctx, cl, found.Query)
	if found.broken = models.AsErrors(err); err != nil {
		if found.broken != nil {
			err = nil
		}
		return found, err
	}
	q.Limit = 1
	page, err := h.CRM.SearchCustomers(ctx, cl.Actor, q)
	if found.total, found.least = page.Total, page.AtLeast; page.Near {
		found.total = 0
	}
	if refused := models.AsErrors(err); refused != nil {
		found.broken, err = refused, nil
	}
	return found, err
}
