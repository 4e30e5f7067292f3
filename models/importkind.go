package models

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// ImportKind is what the rows of a file are.
type ImportKind string

// The kinds. A row of a customer can have its open deal with it. A row of any other kind is a record, and says besides of which customer; a
// campaign is nobody's.
const (
	ImportCustomers ImportKind = "customers"
	ImportDeals     ImportKind = "deals"
	ImportTickets   ImportKind = "tickets"
	ImportCampaigns ImportKind = "campaigns"
	ImportMembers   ImportKind = "members" // of campaigns
)

// importing is what there is to say of a kind of record whose rows are imported; everything else follows from the kind's fields.
type importing struct {
	as    ImportKind
	of    Description
	needs Permission // to have such records made and changed, besides that to import
	open  bool       // they may be of anybody's customers, also where somebody imports for themselves only
	times []Field    // what the system notes itself, and a file says of a record that it hasn't yet
	takes []Field    // what else is given, and a file may say
	parse func(text string) (code string, ok bool)
}

// importings describes the kinds that aren't customers.
var importings = sync.OnceValue(func() []importing {
	return []importing{
		{ImportDeals, Deals.Description, MayEdit, false, []Field{FieldClosedAt, FieldCreatedAt}, nil, ParseDealCode},
		{
			ImportTickets, Tickets.Description, MayServe, true,
			[]Field{FieldRaisedAt, FieldRespondedAt, FieldSolvedAt, FieldTicketClosedAt},
			[]Field{FieldSatisfaction, FieldSatisfiedBy},
			ParseTicketCode,
		},
		{ImportCampaigns, Campaigns.Description, MayManageCampaigns, true, nil, nil, ParseCampaignCode},
		{ImportMembers, CampaignMembers.Description, MayEdit, true, []Field{FieldMemberSince}, nil, nil},
	}
})

func (k ImportKind) importing() importing {
	for _, i := range importings() {
		if i.as == k {
			return i
		}
	}
	return importing{}
}

// ImportKinds lists the kinds.
func ImportKinds() []ImportKind {
	return []ImportKind{ImportCustomers, ImportDeals, ImportTickets, ImportCampaigns, ImportMembers}
}

// Records reports whether rows are records of another kind than the customer's.
func (k ImportKind) Records() bool { return k != "" && k != ImportCustomers }

// Kind describes the records that the rows are; that of customers for those.
func (k ImportKind) Kind() Description {
	if !k.Records() {
		return Customers.Description
	}
	return k.importing().of
}

// Needs is what somebody may who has such records made and changed.
func (k ImportKind) Needs() Permission { return k.importing().needs }

// Open reports whether such records may be of anybody's customers, also where somebody imports for themselves only: what is asked of service, and
// who is addressed, changes nothing of a customer, and one by one anybody may say so.
func (k ImportKind) Open() bool { return k.importing().open }

// OfCustomers reports whether each record is of a customer.
func (k ImportKind) OfCustomers() bool { return k != ImportCampaigns }

// Codes reports that a text is the code of a record of the kind, and returns it as it is written; no code is one of a kind without any.
func (k ImportKind) Codes(text string) (code string, ok bool) {
	if parse := k.importing().parse; parse != nil {
		return parse(text)
	}
	return "", false
}

// CodeField is the field with the code of a record of the kind; has is false where none has a code of its own.
func (k ImportKind) CodeField() (code Field, has bool) {
	if i := k.importing(); i.parse != nil {
		return i.of.Fields[0].Key, true
	}
	return "", false
}

// prefix begins the names of what a row gives of its record.
func (k ImportKind) prefix() string { return strings.TrimSuffix(string(k), "s") + "." }

// ImportDealPipeline is what a row of a deal gives besides its fields: its pipeline, beside the stage.
const ImportDealPipeline Field = "deal.pipeline"

// Gives is a field of the record as a row gives it.
func (k ImportKind) Gives(field Field) Field {
	if k == ImportDeals && field == FieldExpectedClose {
		return ImportDealClose
	}
	return Field(k.prefix() + string(field))
}

// GivesCurrency is the currency of an amount of the record, as a row gives it beside the amount.
func (k ImportKind) GivesCurrency(amount Field) Field {
	if k == ImportDeals {
		return ImportDealCurrency
	}
	return k.Gives(amount) + "_currency"
}

// ImportOfDeal is a field of the deal as a row of a deal gives it.
func ImportOfDeal(field Field) Field { return ImportDeals.Gives(field) }

// GivenBy is the kind, and the field of it, that something is which a row gives: "" is the field of what is part of another, as its currency.
// ok is false for what is a field of the customer.
func GivenBy(given Field) (kind ImportKind, field Field, ok bool) {
	before, name, parted := strings.Cut(string(given), ".")
	if !parted {
		return "", "", false
	}
	for _, i := range importings() {
		switch {
		case strings.TrimSuffix(string(i.as), "s") != before:
			continue
		case given == ImportDealClose:
			return i.as, FieldExpectedClose, true
		case given == ImportDealPipeline, given == ImportDealCurrency, strings.HasSuffix(name, "_currency"):
			return i.as, "", true
		}
		return i.as, Field(name), true
	}
	return "", "", false
}

// Rows lists what a row can give of its record, custom fields aside, in the order of a file that is exported. Whose contact it is isn't among it:
// that is the contact that the row names.
func (k ImportKind) Rows() []Field {
	i, list := k.importing(), []Field{}
	for at, spec := range i.of.Fields {
		code := at == 0 && i.parse != nil
		switch {
		case spec.Given && !code && !slices.Contains(i.times, spec.Key) && !slices.Contains(i.takes, spec.Key), spec.Type == TypeContact:
			continue
		case spec.Key == FieldStage:
			list = append(list, ImportDealPipeline)
		}
		if list = append(list, k.Gives(spec.Key)); spec.Type == TypeMoney {
			list = append(list, k.GivesCurrency(spec.Key))
		}
	}
	return list
}

// ImportedTime is the layout of an instant in a row of a file, by the clock of who imports it. What names its zone is written as RFC 3339, and a day
// alone as a date.
const ImportedTime = "2006-01-02 15:04:05"

// ParseImported reads an instant that a row gives. A day alone counts as its noon: exact is how exactly the row says it.
func ParseImported(text string, zone *time.Location) (at time.Time, exact time.Duration, ok bool) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC(), time.Second, true
	}
	if at, err := time.ParseInLocation(ImportedTime, text, zone); err == nil {
		return at.UTC(), time.Second, true
	}
	day, err := ParseDate(text)
	if err != nil || day.IsZero() {
		return time.Time{}, 0, false
	}
	return day.At("12:00", zone).UTC(), 24 * time.Hour, true
}
