package models

import (
	"slices"
	"time"
)

// The fields of the customer: the columns of the standard CRM sheet in its order, then what is kept beside them.
const (
	FieldCode             Field = "code"
	FieldName             Field = "name"
	FieldContactName      Field = "contact_name"
	FieldContactTitle     Field = "contact_title"
	FieldCompany          Field = "company"
	FieldIndustry         Field = "industry"
	FieldPhone            Field = "phone"
	FieldEmail            Field = "email"
	FieldAddress          Field = "address"
	FieldStatus           Field = "status"
	FieldOpportunity      Field = "opportunity"
	FieldNextFollowUp     Field = "next_follow_up"
	FieldNotes            Field = "notes"
	FieldNextFollowUpTime Field = "next_follow_up_time"
	FieldOwner            Field = "owner"
	FieldCustomerKind     Field = "customer_kind"
	FieldSource           Field = "source"
	FieldWebsite          Field = "website"
	FieldContactRole      Field = "contact_role"
	FieldWeChat           Field = "wechat"
	FieldContactNotes     Field = "contact_notes"
	FieldTags             Field = "tags"
	FieldCreatedAt        Field = "created_at"
	FieldCreatedBy        Field = "created_by"
	FieldUpdatedAt        Field = "updated_at"
	FieldUpdatedBy        Field = "updated_by"
	FieldArchivedAt       Field = "archived_at"
	FieldMergedInto       Field = "merged_into"
	FieldErasedAt         Field = "erased_at"
)

// Customer is the thirteen-column record with what is kept beside it.
type Customer struct {
	ID               int64
	Code             string // C001 … C999, C1000; unique, ascending, never reused
	Name             string
	NameKey          string // NormaliseName(Name): what names are compared by
	ContactName      Personal
	ContactTitle     string
	Company          string
	Industry         string // key of a configured industry
	Phone            Personal
	PhoneKey         Personal // NormalisePhone(Phone)
	Email            Personal
	EmailKey         Personal // NormaliseEmail(Email)
	Address          Personal
	Status           Status
	Opportunity      string    // title of the open deal with the nearest close date
	NextFollowUp     Date      // day of the earliest open follow-up
	NextFollowUpTime TimeOfDay // its time, when it has one
	Notes            string
	Owner            string // Slack user ID
	Kind             CustomerKind
	Source           string // the name of the campaign that brought it
	Website          string
	WebsiteKey       string // SiteKey(Website)
	ContactRole      ContactRole
	WeChat           Personal `gorm:"column:wechat"`
	WeChatKey        Personal `gorm:"column:wechat_key"` // NormaliseWeChat(WeChat)
	ContactNotes     string
	Tags             string // their names, joined by commas
	CreatedBy        string
	CreatedAt        time.Time
	UpdatedBy        string
	UpdatedAt        time.Time
	Version          int        // grows by one with every change
	ArchivedAt       *time.Time // when it was archived; nil for what is at work
	MergedInto       int64      // ID of the customer that it was merged into, while it is archived for that; else 0
	ErasedAt         *time.Time // when its data was erased; nil for nearly all

	// NextFollowUpZone is the IANA zone in which NextFollowUpTime is meant, and NextFollowUpAt the moment, where there is a
	// time. They are the follow-up's own, and read with the customer.
	NextFollowUpZone string     `gorm:"-"`
	NextFollowUpAt   *time.Time `gorm:"-"`

	// Custom holds the values of custom fields, in their canonical form; none are empty. Nil is not read yet.
	Custom map[Field]string `gorm:"-"`

	// Unreadable says that the personal fields are kept and can't be read: what seals them was damaged, or its key isn't
	// here. They look empty then. Saving the customer leaves what is kept as it is.
	Unreadable bool `gorm:"-"`

	// OpenDeal is the deal whose title the opportunity is, where an export has read it; nil for none, and everywhere else.
	OpenDeal *Deal `gorm:"-"`
}

// Customers is the kind of the customer: the thirteen columns of the standard CRM sheet in their order, what is kept beside
// them, and what the system notes.
var Customers = newKind(Description{Name: "customer", Entity: EntityCustomer},
	func(c *Customer) *map[Field]string { return &c.Custom },
	[]row[Customer]{
		field(FieldSpec{Key: FieldCode, Type: TypeText, Given: true, Filter: FilterWords, Erasure: Kept}, given(func(c *Customer) string { return c.Code })),
		field(FieldSpec{Key: FieldName, Type: TypeText, Max: 100, Required: true, Filter: FilterWords, Keys: []string{"name_key"}, Alike: "stem_key", Erasure: Replaced},
			derive(in(func(c *Customer) *string { return &c.Name }), func(c *Customer) { c.NameKey = NormaliseName(c.Name) }),
			hooks[Customer]{replace: func(c *Customer) string { return c.Code }, alike: func(c *Customer) string { return NormaliseStem(c.Name) }}),
		field(FieldSpec{Key: FieldContactName, Type: TypeText, Max: 50, Filter: FilterValue, Card: 3, Mask: MaskName, Keys: []string{"contact_key"}, Erasure: Erased}, in(func(c *Customer) *Personal { return &c.ContactName })),
		field(FieldSpec{Key: FieldContactTitle, Type: TypeText, Max: 50, Filter: FilterValue, Card: 4, Erasure: Erased}, in(func(c *Customer) *string { return &c.ContactTitle })),
		field(FieldSpec{Key: FieldCompany, Type: TypeText, Max: 100, Filter: FilterWords, Card: 7, Erasure: Replaced},
			in(func(c *Customer) *string { return &c.Company }), hooks[Customer]{replace: func(*Customer) string { return "" }}),
		field(FieldSpec{
			Key: FieldIndustry, Type: TypeChoice, Card: 8, Erasure: Kept,
			Words: "industry.", Choices: func(rules Rules) []string { return rules.Industries }, Unknown: UnknownIndustry,
		}, in(func(c *Customer) *string { return &c.Industry })),
		field(FieldSpec{Key: FieldPhone, Type: TypeText, Max: 30, Clean: CleanPhone, Filter: FilterValue, Card: 5, Mask: MaskPhone, Keys: []string{"phone_key"}, Alike: "phone_key", Erasure: Erased},
			derive(in(func(c *Customer) *Personal { return &c.Phone }), func(c *Customer) {
				c.PhoneKey = Personal(NormalisePhone(c.Phone.Plain()))
			}), hooks[Customer]{check: checkPhone(func(c *Customer) Personal { return c.Phone }), alike: likePhone}),
		field(FieldSpec{Key: FieldEmail, Type: TypeText, Max: maxEmail, Clean: CleanEmail, Filter: FilterValue, Card: 6, Mask: MaskEmail, Keys: []string{"email_key"}, Alike: "email_key", Erasure: Erased},
			derive(in(func(c *Customer) *Personal { return &c.Email }), func(c *Customer) {
				c.EmailKey = Personal(NormaliseEmail(c.Email.Plain()))
			}), hooks[Customer]{check: checkEmail(func(c *Customer) Personal { return c.Email }), alike: func(c *Customer) string { return c.EmailKey.Plain() }}),
		field(FieldSpec{Key: FieldAddress, Type: TypeText, Max: 200, Card: 9, Mask: MaskAddress, Erasure: Erased}, in(func(c *Customer) *Personal { return &c.Address })),
		field(FieldSpec{
			Key: FieldStatus, Type: TypeChoice, Required: true, Apart: true, Card: 1, Erasure: Kept,
			Words: "status.", Choices: always(Statuses()), Unknown: unknownChoice(FieldStatus, "error.unknown_status"),
		}, in(func(c *Customer) *Status { return &c.Status })),
		field(FieldSpec{Key: FieldOpportunity, Type: TypeText, Max: MaxDealTitle, Sensitive: true, Follows: true, Card: CardText, Erasure: Erased}, in(func(c *Customer) *string { return &c.Opportunity })),
		field(FieldSpec{Key: FieldNextFollowUp, Type: TypeDate, Follows: true, Card: 10, Erasure: Erased},
			derive(date(FieldNextFollowUp, func(c *Customer) *Date { return &c.NextFollowUp }), func(c *Customer) {
				c.NextFollowUpAt = nil // it follows from the day and time
			}), hooks[Customer]{check: checkNextFollowUp}),
		field(FieldSpec{Key: FieldNotes, Type: TypeLongText, Max: 2000, Sensitive: true, Card: CardText, Erasure: Erased}, in(func(c *Customer) *string { return &c.Notes })),
		field(FieldSpec{Key: FieldNextFollowUpTime, Type: TypeTime, Of: FieldNextFollowUp, Follows: true, Filter: FilterNever, Erasure: Erased},
			access[Customer]{
				get: func(c *Customer) string { return string(c.NextFollowUpTime) },
				set: setNextFollowUpTime,
			}, hooks[Customer]{noted: func(c *Customer) string { return TimeNote(c.NextFollowUpTime, c.NextFollowUpZone) }}),
		field(FieldSpec{Key: FieldOwner, Type: TypePerson, Card: 2, Erasure: Kept}, in(func(c *Customer) *string { return &c.Owner })),
		field(FieldSpec{
			Key: FieldCustomerKind, Type: TypeChoice, Card: CardIfSet, Erasure: Kept, Column: "kind",
			Words: "customer_kind.", Choices: always(CustomerKinds()), Unknown: unknownChoice(FieldCustomerKind, "error.unknown_customer_kind"),
		}, in(func(c *Customer) *CustomerKind { return &c.Kind })),
		field(FieldSpec{Key: FieldSource, Type: TypeText, Max: MaxCampaignName, Filter: FilterValue, Card: CardIfSet, Keys: []string{"source_key"}, Erasure: Erased}, in(func(c *Customer) *string { return &c.Source })),
		field(FieldSpec{Key: FieldWebsite, Type: TypeText, Max: 200, Filter: FilterValue, Card: CardIfSet, Keys: []string{"website_key"}, Alike: "website_key", Erasure: Erased},
			derive(in(func(c *Customer) *string { return &c.Website }), func(c *Customer) { c.WebsiteKey = SiteKey(c.Website) }),
			hooks[Customer]{check: checkWebsite, alike: func(c *Customer) string { return c.WebsiteKey }}),
		field(FieldSpec{
			Key: FieldContactRole, Type: TypeChoice, Card: CardIfSet, Erasure: Erased,
			Words: "contact_role.", Choices: always(ContactRoles()), Unknown: unknownChoice(FieldContactRole, "error.unknown_contact_role"),
		}, in(func(c *Customer) *ContactRole { return &c.ContactRole })),
		field(FieldSpec{Key: FieldWeChat, Type: TypeText, Max: 50, Filter: FilterValue, Card: CardIfSet, Mask: MaskWeChat, Keys: []string{"wechat_key"}, Erasure: Erased},
			derive(in(func(c *Customer) *Personal { return &c.WeChat }), func(c *Customer) {
				c.WeChatKey = Personal(NormaliseWeChat(c.WeChat.Plain()))
			})),
		field(FieldSpec{Key: FieldContactNotes, Type: TypeLongText, Max: MaxContactNotes, Sensitive: true, Erasure: Erased}, in(func(c *Customer) *string { return &c.ContactNotes })),
		field(FieldSpec{Key: FieldTags, Type: TypeTags, Sensitive: true, Card: CardIfSet, Erasure: Erased}, access[Customer]{
			get: func(c *Customer) string { return c.Tags },
			set: func(c *Customer, value string) error { c.Tags = JoinTags(ParseTags(value)); return nil },
		}),
		field(FieldSpec{Key: FieldCreatedAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.created_at"}, instant(func(c *Customer) *time.Time { return &c.CreatedAt })),
		field(FieldSpec{Key: FieldCreatedBy, Type: TypePerson, Given: true, Erasure: Kept, Sheet: "sheet.created_by"}, given(func(c *Customer) string { return c.CreatedBy })),
		field(FieldSpec{Key: FieldUpdatedAt, Type: TypeInstant, Given: true, Erasure: Kept, Sheet: "sheet.updated_at"}, instant(func(c *Customer) *time.Time { return &c.UpdatedAt })),
		field(FieldSpec{Key: FieldUpdatedBy, Type: TypePerson, Given: true, Erasure: Kept, Sheet: "sheet.updated_by"}, given(func(c *Customer) string { return c.UpdatedBy })),
		field(FieldSpec{Key: FieldArchivedAt, Type: TypeInstant, Given: true, Filter: FilterNever, Erasure: Kept, Sheet: "sheet.archived_at"}, instant(func(c *Customer) *time.Time { return c.ArchivedAt })),
		field(FieldSpec{Key: FieldMergedInto, Type: TypeNumber, Given: true, Filter: FilterNever, Erasure: Kept, Sheet: NoColumn}, count(func(c *Customer) int { return int(c.MergedInto) })),
		field(FieldSpec{Key: FieldErasedAt, Type: TypeInstant, Given: true, Filter: FilterNever, Erasure: Kept, Sheet: "sheet.erased_at"}, instant(func(c *Customer) *time.Time { return c.ErasedAt })),
	},
)

func setNextFollowUpTime(c *Customer, value string) error {
	parsed, err := ParseTimeOfDay(value)
	if err != nil {
		return Invalid(FieldNextFollowUpTime, "error.bad_time", "Value", value)
	}
	c.NextFollowUpTime, c.NextFollowUpAt = parsed, nil
	return nil
}

// checkNextFollowUp refuses a past next follow-up only where this change wrote it.
func checkNextFollowUp(c, previous *Customer, rules Rules) Errors {
	var errs Errors
	if due := c.NextDue(); previous == nil || !due.Same(previous.NextDue()) {
		errs = ValidateDue(FieldNextFollowUp, FieldNextFollowUpTime, due, rules)
	}
	if c.NextFollowUp.IsZero() && c.NextFollowUpTime != "" {
		errs = append(errs, Invalid(FieldNextFollowUp, "error.time_without_date"))
	}
	return errs
}

func checkWebsite(c, previous *Customer, _ Rules) Errors {
	if c.Website == "" || Host(c.Website) != "" || previous != nil && previous.Website == c.Website {
		return nil
	}
	return Errors{Invalid(FieldWebsite, "error.bad_website")}
}

// CustomerFields lists the thirteen columns of the standard CRM sheet, in its order.
func CustomerFields() []Field {
	keys := Customers.keys(func(FieldSpec) bool { return true })
	return keys[:slices.Index(keys, FieldNotes)+1]
}

// EditableFields lists what a person may set of a customer, in the record's order; custom fields aren't among it.
func EditableFields() []Field { return Customers.keys(func(s FieldSpec) bool { return !s.Given }) }

// ChangeableFields lists the editable fields that change together, in the form of a customer that there is already.
func ChangeableFields() []Field {
	return Customers.keys(func(s FieldSpec) bool { return !s.Given && !s.Apart })
}

// PersonalFields lists the fields of a customer that are about a person: privacy modes are about these.
func PersonalFields() []Field { return slices.Clone(personalFields) }

var personalFields = Customers.keys(FieldSpec.Personal) // each row that is read asks

// Get returns a field as canonical text: dates as YYYY-MM-DD, keys instead of labels.
func (c *Customer) Get(field Field) string { return Customers.Get(c, field) }

// Set puts canonical text into a field and the keys derived from it. It checks form only (a date must be a date);
// the rules are Validate's.
func (c *Customer) Set(field Field, value string) error { return Customers.Set(c, field, value) }
