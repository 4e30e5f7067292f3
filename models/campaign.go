package models

import (
	"strconv"
	"time"
)

// The fields of a campaign. docs/decisions/042 says what it has to do with the source of customers and deals.
const (
	FieldCampaignCode  Field = "campaign_code"
	FieldCampaignName  Field = "campaign_name"
	FieldChannel       Field = "campaign_channel"
	FieldBegins        Field = "campaign_begins"
	FieldEnds          Field = "campaign_ends"
	FieldBudget        Field = "campaign_budget"
	FieldCost          Field = "campaign_cost"
	FieldAudience      Field = "campaign_audience"
	FieldCampaignNotes Field = "campaign_notes"
)

// MaxCampaignName is the longest name of a campaign, in characters: that of a source.
const MaxCampaignName = 100

// Campaign is an effort by which customers come. A text that stands as the source of a customer or a deal is the name of one.
type Campaign struct {
	ID         int64
	Code       string // M001 … M999, M1000; unique, ascending, never reused
	Name       string
	NameKey    string // what names are compared by; a campaign is also found by those that it had before
	Channel    string // key of one of the team's channels
	BeginsOn   Date
	EndsOn     Date  // its last day
	Budget     Money `gorm:"embedded;embeddedPrefix:budget_"`
	Cost       Money `gorm:"embedded;embeddedPrefix:cost_"`
	AudienceID int64 // a saved search of the team; 0 for none
	Owner      string
	Notes      string
	Tags       string // as JoinTags writes them
	CreatedBy  string
	CreatedAt  time.Time
	UpdatedBy  string
	UpdatedAt  time.Time
	Version    int        // grows by one with every change
	ArchivedAt *time.Time // nil for what is in use
	MergedInto int64      // ID of the campaign that it is a part of now; 0 for none
}

// Campaigns is the kind of the campaign. It is no customer's: an erasure of one leaves it as it is.
var Campaigns = newKind(Description{Name: "campaign", Entity: EntityCampaign, Subject: FieldCampaignName}, nil,
	[]row[Campaign]{
		field(FieldSpec{Key: FieldCampaignCode, Type: TypeText, Given: true, Erasure: Kept, Column: "code"}, given(func(m *Campaign) string { return m.Code })),
		field(FieldSpec{Key: FieldCampaignName, Type: TypeText, Max: MaxCampaignName, Required: true, Erasure: Kept, Column: "name", Keys: []string{"name_key"}}, in(func(m *Campaign) *string { return &m.Name })),
		field(FieldSpec{
			Key: FieldChannel, Type: TypeChoice, Erasure: Kept, Column: "channel",
			Words: "campaign_channel.", Choices: func(rules Rules) []string { return rules.Channels }, Unknown: unknownChoice(FieldChannel, "error.unknown_campaign_channel"),
		}, in(func(m *Campaign) *string { return &m.Channel })),
		field(FieldSpec{Key: FieldBegins, Type: TypeDate, Erasure: Kept, Column: "begins_on"}, date(FieldBegins, func(m *Campaign) *Date { return &m.BeginsOn })),
		field(FieldSpec{Key: FieldEnds, Type: TypeDate, Erasure: Kept, Column: "ends_on"}, date(FieldEnds, func(m *Campaign) *Date { return &m.EndsOn }), hooks[Campaign]{check: checkEnds}),
		field(FieldSpec{Key: FieldBudget, Type: TypeMoney, Erasure: Kept, Column: "budget_amount", Keys: []string{"budget_currency"}}, money(FieldBudget, func(m *Campaign) *Money { return &m.Budget })),
		field(FieldSpec{Key: FieldCost, Type: TypeMoney, Erasure: Kept, Column: "cost_amount", Keys: []string{"cost_currency"}}, money(FieldCost, func(m *Campaign) *Money { return &m.Cost })),
		field(FieldSpec{Key: FieldAudience, Type: TypeSearch, Erasure: Kept, Column: "audience_id"}, access[Campaign]{get: func(m *Campaign) string { return idText(m.AudienceID) }, set: setAudience}),
		field(FieldSpec{Key: FieldOwner, Type: TypePerson, Erasure: Kept}, in(func(m *Campaign) *string { return &m.Owner })),
		field(FieldSpec{Key: FieldTags, Type: TypeTags, Sensitive: true, Erasure: Kept}, derive(in(func(m *Campaign) *string { return &m.Tags }), func(m *Campaign) { m.Tags = JoinTags(ParseTags(m.Tags)) })),
		field(FieldSpec{Key: FieldCampaignNotes, Type: TypeLongText, Max: 2000, Sensitive: true, Erasure: Kept, Column: "notes"}, in(func(m *Campaign) *string { return &m.Notes })),
		field(noted(FieldCreatedAt), instant(func(m *Campaign) *time.Time { return &m.CreatedAt })),
		field(noted(FieldCreatedBy), given(func(m *Campaign) string { return m.CreatedBy })),
		field(noted(FieldUpdatedAt), instant(func(m *Campaign) *time.Time { return &m.UpdatedAt })),
		field(noted(FieldUpdatedBy), given(func(m *Campaign) string { return m.UpdatedBy })),
		field(FieldSpec{Key: FieldArchivedAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.archived_at"}, instant(func(m *Campaign) *time.Time { return m.ArchivedAt })),
	},
)

func setAudience(m *Campaign, value string) error {
	id, err := strconv.ParseInt(value, 10, 64)
	if value != "" && (err != nil || id <= 0) {
		return Invalid(FieldAudience, "error.unknown_audience", "Value", Shorten(value, 60))
	}
	m.AudienceID = id
	return nil
}

// checkEnds refuses a campaign that ends before it begins, and a year that nobody means.
func checkEnds(m, _ *Campaign, rules Rules) Errors {
	switch {
	case !m.BeginsOn.IsZero() && !m.EndsOn.IsZero() && m.EndsOn.Before(m.BeginsOn):
		return Errors{Invalid(FieldEnds, "error.campaign_ends", "Begins", m.BeginsOn)}
	case rules.Today.IsZero():
		return nil
	}
	for at, day := range map[Field]Date{FieldBegins: m.BeginsOn, FieldEnds: m.EndsOn} {
		if far := rules.Today.AddMonths(12 * maxYearsAhead); !day.IsZero() && day.After(far) {
			return Errors{Invalid(at, "error.far_date", "Date", day, "Years", maxYearsAhead)}
		}
	}
	return nil
}

// Get returns a field as canonical text.
func (m *Campaign) Get(field Field) string { return Campaigns.Get(m, field) }

// Set puts canonical text into a field.
func (m *Campaign) Set(field Field, value string) error { return Campaigns.Set(m, field, value) }

// Validate returns every rule that a campaign breaks, each at its field; previous is the campaign before the change, nil for a new one.
func (m *Campaign) Validate(previous *Campaign, rules Rules) Errors {
	return Campaigns.Validate(m, previous, rules)
}

// CampaignFields lists the fields of a campaign that people set, in the order of its form.
func CampaignFields() []Field { return Campaigns.keys(func(s FieldSpec) bool { return !s.Given }) }

// Archived reports whether a campaign is in use no longer.
func (m Campaign) Archived() bool { return m.ArchivedAt != nil }

// With is a campaign that says what another does of which it says nothing itself, but for what would break a rule, such as dates that don't go together.
func (m Campaign) With(other Campaign, rules Rules) Campaign {
	merged := m
	for _, field := range CampaignFields() {
		next := merged
		if merged.Get(field) == "" && next.Set(field, other.Get(field)) == nil && len(next.Validate(&merged, rules)) == 0 {
			merged = next
		}
	}
	return merged
}

// CampaignPhase is where a campaign stands on a day. It follows from its dates.
type CampaignPhase string

// The phases of campaigns.
const (
	CampaignRuns    CampaignPhase = "running"
	CampaignPlanned CampaignPhase = "planned" // it has yet to begin
	CampaignUndated CampaignPhase = "undated" // nobody said when it begins
	CampaignOver    CampaignPhase = "over"
	CampaignShelved CampaignPhase = "archived"
)

// CampaignPhases lists the phases in the order in which campaigns are listed.
func CampaignPhases() []CampaignPhase {
	return []CampaignPhase{CampaignRuns, CampaignPlanned, CampaignUndated, CampaignOver, CampaignShelved}
}

// Phase returns where the campaign stands on a day.
func (m Campaign) Phase(today Date) CampaignPhase {
	switch {
	case m.Archived():
		return CampaignShelved
	case !m.EndsOn.IsZero() && m.EndsOn.Before(today):
		return CampaignOver
	case m.BeginsOn.IsZero():
		return CampaignUndated
	case m.BeginsOn.After(today):
		return CampaignPlanned
	}
	return CampaignRuns
}

// CampaignCode returns the code of the n-th campaign: M001, M999, M1000.
func CampaignCode(n int64) string { return campaignCodes.of(n) }

var campaignCodes = codesOf("M", `活动 ?|市场活动 ?|campaign `)

// ParseCampaignCode returns the code that a text is another spelling of: m1, M0001, Ｍ００１, 活动M001.
func ParseCampaignCode(text string) (code string, ok bool) { return campaignCodes.parse(text) }

// CampaignPage is a page of campaigns: those that run first, then those to come, those without dates, and those that are over.
type CampaignPage struct {
	Campaigns []Campaign
	Total     int
	Next      string // where the next page begins; "" when this is the last
}

// FirstChannels are the channels of campaigns before a team has configured its own.
func FirstChannels() []Option {
	return []Option{
		{Key: "event", EN: "Event", ZH: "会议展会"},
		{Key: "webinar", EN: "Webinar", ZH: "线上研讨会"},
		{Key: "email", EN: "Email", ZH: "邮件"},
		{Key: "wechat", EN: "WeChat", ZH: "微信"},
		{Key: "search_ads", EN: "Search ads", ZH: "搜索广告"},
		{Key: "social", EN: "Social media", ZH: "社交媒体"},
		{Key: "referral", EN: "Referral", ZH: "转介绍"},
		{Key: "partner", EN: "Partner", ZH: "合作伙伴"},
		{Key: "telephone", EN: "Telephone", ZH: "电话"},
		{Key: "other", EN: "Other", ZH: "其他"},
	}
}

// Resource is a campaign that has another name now, for the customers and deals whose source is written by a former one.
type Resource struct {
	Campaign int64  `json:"campaign"`
	Name     string `json:"name"`
	Merge    int64  `json:"merge,omitempty"` // that was taken back: only what came with it is written
}
